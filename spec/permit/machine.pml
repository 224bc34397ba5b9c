/* A License Server: holds permits and leases, asks, and gives back. */

/* May this machine get a permit now? In DRAIN only who opened it, and only while another permit is on record. */
#define MAY_GET(machine) \
  ((!epoch && (claim == FREE || (claim == DRAIN && MAY_RENEW(machine)))) || (claim == GRACE && in_grace))
#define MAY_RENEW(machine) \
  ((ASKS(machine) && (on_record[1 - machine] || MISTAKE(5))) || \
   (MISTAKE(4) && journal_transfer[machine] != NONE && ANSWER_AT(machine) == OPEN && on_record[1 - machine]))

inline new_number(machine) { /* what was under way about an older number is stale now */
  if
  :: MISTAKE(14) && restored
  :: else ->
       if
       :: give_back_newest[machine] -> give_back_older[machine] = MISTAKE(8); give_back_newest[machine] = 0
       :: else
       fi
  fi;
  ratchet[machine] = 0;
  make_last_stale(0, machine);
  make_last_stale(1, machine);
  make_last_stale(2, machine)
}
inline make_last_stale(transfer, machine) {
  if
  :: machine_of[transfer] == machine -> last_is_newest[transfer] = 0
  :: else
  fi
}

active [2] proctype Machine() {
  byte me = _pid;
end:
  do
#ifdef LIVENESS
  :: true -> skip /* may stay silent for ever: a machine that is gone */
#endif
  :: atomic { /* a permit is asked for: recorded, then sent */
       plugged == me && !deleted[me] && MAY_GET(me) && !(on_record[me] && permit_sent[me] && !ratchet[me]) ->
       on_record[me] = 1;
       permit_sent[me] = 1;
       uncapped[me] = (claim != GRACE || MISTAKE(6));
       new_number(me)
     }
  :: atomic { permit_sent[me] && !permit[me] -> permit[me] = 1; excused[me] = 0 }

  :: atomic { /* the user confirms: the transfer id is journalled first */
       journal_transfer[me] == NONE && transfers_made < TRANSFERS && plugged == me ->
       journal_transfer[me] = transfers_made;
       machine_of[transfers_made] = me;
       if
       :: company[transfers_made] = 1
       :: company[transfers_made] = 2
       fi;
       transfers_made++
     }
  :: atomic { /* MOVE */
       journal_transfer[me] != NONE && plugged == me && !move_sent[journal_transfer[me]] &&
       !told_done[journal_transfer[me]] ->
       move_sent[journal_transfer[me]] = 1;
       if
       :: MISTAKE(10) -> permit[me] = 0; permit_sent[me] = 0; ratchet[me] = 1 /* the own permit deleted too early */
       :: else
       fi
     }

  :: atomic { /* "yours is the last, number n": everything up to n is deleted and refused for ever, in one fsync */
       journal_transfer[me] != NONE && last_sent[journal_transfer[me]] && !deleted[me] ->
       deleted[me] = 1;
       if
       :: last_is_newest[journal_transfer[me]] ->
            ratchet[me] = 1;
            deleted_in_memory[me] = (permit[me] && MISTAKE(2));
            permit[me] = (permit[me] && MISTAKE(1));
            permit_sent[me] = (permit_sent[me] && MISTAKE(9))
       :: else -> permit[me] = 0 /* a newer number is out: only older ones go */
       fi
     }
  :: atomic { /* another machine gives its permit back; what is on its way is the same number, or a newer one */
       claim == DRAIN && !ASKS(me) && permit[me] ->
       permit[me] = 0;
       excused[me] = 1;
       if
       :: permit_sent[me] = 0; ratchet[me] = 1
       :: permit_sent[me] -> skip
       :: MISTAKE(9) -> ratchet[me] = 1
       fi
     }
  :: atomic { ratchet[me] && !give_back_newest[me] -> give_back_newest[me] = 1 } /* GIVEBACK, sent and sent again */

  :: atomic { /* the answer: cancelled, or refused */
       journal_transfer[me] != NONE && ANSWER_AT(me) >= CANCELLED ->
       if
       :: ANSWER_AT(me) == CANCELLED -> told_cancelled[journal_transfer[me]] = 1
       :: else
       fi;
       journal_transfer[me] = NONE;
       deleted[me] = 0;
       excused[me] = !permit[me]
     }
  :: atomic { journal_transfer[me] != NONE && ANSWER_AT(me) == DONE && !told_done[journal_transfer[me]] ->
       told_done[journal_transfer[me]] = 1
     }
  :: atomic { TRANSFERRED && !lease[me] -> lease[me] = 1; excused[me] = 0 }

  :: atomic { crashes_left && deleted_in_memory[me] -> crashes_left = 0; deleted_in_memory[me] = 0; permit[me] = 1 }

  :: atomic { /* check-in: the epoch is stored, what is older and not held is refused; a lease proves custody */
       epoch && !checked_in[me] ->
       checked_in[me] = 1;
       permit_sent[me] = 0;
       if
       :: lease[me] ->
            if
            :: claim = (in_grace -> GRACE : MOVED); pin = owner; epoch = 0
            :: lease[me] = 0; excused[me] = !permit[me]
            fi
       :: else -> on_record[me] = permit[me]; new_number(me)
       fi
     }
  :: atomic { /* a certificate is presented: in the epoch it counts at once; later permits given out since come first */
       RESTORES && journal_transfer[me] != NONE && told_done[journal_transfer[me]] && !TRANSFERRED &&
       (epoch || claim == FREE) ->
       asking = journal_transfer[me];
       pin = company[asking];
       if
       :: epoch || MISTAKE(20) ->
            epoch = 0;
            answer[asking] = DONE;
            claim = ((in_grace && !MISTAKE(20)) -> GRACE : MOVED)
       :: else -> answer[asking] = OPEN; claim = DRAIN
       fi
     }
  od
}
