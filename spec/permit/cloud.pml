/* The cloud. Each step is one transaction. */
inline move_over() {
  claim = MOVED;
  if
  :: owner == 0 -> owner = pin
  :: else
  fi
}

#define MOVE(transfer) \
  :: atomic { /* the first MOVE of a free dongle */ \
       move_sent[transfer] && answer[transfer] == UNKNOWN && claim == FREE && \
       (pin == 0 || pin == company[transfer]) -> \
       pin = company[transfer]; \
       asking = transfer; \
       if \
       :: GRACE_POLICY && !grace_used && !epoch -> start_grace(transfer) \
       :: else -> claim = DRAIN; answer[transfer] = OPEN \
       fi \
     } \
  :: atomic { /* the same company again: joined, or done already */ \
       move_sent[transfer] && answer[transfer] == UNKNOWN && claim != FREE && company[transfer] == pin -> \
       if \
       :: TRANSFERRED -> \
            answer[transfer] = DONE; \
            if \
            :: MISTAKE(18) && GRACE_POLICY && claim == MOVED -> claim = GRACE; in_grace = 1; graces++ \
            :: else \
            fi \
       :: else -> answer[transfer] = OPEN \
       fi \
     } \
  :: atomic { \
       move_sent[transfer] && answer[transfer] == UNKNOWN && pin != 0 && pin != company[transfer] && \
       (TRANSFERRED || claim == FREE) -> \
       answer[transfer] = REFUSED \
     } \
  :: atomic { answer[transfer] == OPEN && TRANSFERRED -> answer[transfer] = DONE } \
  :: atomic { /* LAST: only in DRAIN, with no other permit on record and no epoch running */ \
       claim == DRAIN && asking == transfer && (!epoch || MISTAKE(17)) && \
       (!on_record[1 - machine_of[transfer]] || MISTAKE(11)) && !last_sent[transfer] -> \
       RULE("last is the last", !epoch && !on_record[1 - machine_of[transfer]]); \
       last_sent[transfer] = 1; \
       last_is_newest[transfer] = 1 \
     }

inline start_grace(transfer) {
  claim = GRACE;
  in_grace = 1;
  grace_used = 1;
  graces++;
  answer[transfer] = DONE;
  if
  :: MISTAKE(16)
  :: else -> uncapped[0] = 0; uncapped[1] = 0 /* the grace does not end before a permit that is on record */
  fi;
  if
  :: owner == 0 -> owner = pin
  :: else
  fi
}

#define GIVE_BACK(machine) \
  :: atomic { \
       on_record[machine] && (give_back_newest[machine] || give_back_older[machine]) -> \
       on_record[machine] = 0; \
       if \
       :: claim == DRAIN && !epoch && !on_record[0] && !on_record[1] -> move_over() \
       :: else \
       fi \
     }

inline close_joined(transfer) {
  if
  :: answer[transfer] == OPEN && !MISTAKE(7) -> answer[transfer] = CANCELLED
  :: else
  fi
}

/* A backup remembers all cancels, or none; an answer on its way is read now or never. */
inline forget(transfer, cancels_too) {
  answer[transfer] = ((answer[transfer] == CANCELLED && !cancels_too) -> CANCELLED : UNKNOWN)
}
inline read_now_or_never(machine) {
  if
  :: journal_transfer[machine] != NONE && ANSWER_AT(machine) == CANCELLED ->
       told_cancelled[journal_transfer[machine]] = 1;
       journal_transfer[machine] = NONE;
       deleted[machine] = 0;
       excused[machine] = !permit[machine]
  :: true
  fi
}

active proctype Cloud() {
end:
  do
  MOVE(0) MOVE(1) MOVE(2)
  GIVE_BACK(0) GIVE_BACK(1)

  :: atomic { /* the timer: nobody has to ask */
       !MISTAKE(23) && claim == DRAIN && !epoch && (MISTAKE(3) || (!on_record[0] && !on_record[1])) -> move_over()
     }
  :: atomic { /* a cancel closes every joined transfer too; a DRAIN from a certificate cannot be cancelled */
       claim == DRAIN && cancels_left > 0 && !(RESTORES && told_done[asking]) ->
       cancels_left--;
       claim = FREE;
       answer[asking] = CANCELLED;
       close_joined(0);
       close_joined(1);
       close_joined(2);
       asking = NONE;
       pin = owner
     }
  :: atomic { MISTAKE(19) && claim == GRACE -> claim = FREE } /* the way back as a change of custody */

  :: atomic { /* an old backup, from before the transfer: the pin comes from the certificate log */
       restores_left ->
       restores_left = 0;
       restored = 1;
       read_now_or_never(0);
       read_now_or_never(1);
       if
       :: true -> forget(0, true); forget(1, true); forget(2, true)
       :: true -> forget(0, false); forget(1, false); forget(2, false)
       fi;
       claim = FREE; asking = NONE; on_record[0] = 0; on_record[1] = 0;
       move_sent[0] = 0; move_sent[1] = 0; move_sent[2] = 0;
       last_sent[0] = 0; last_sent[1] = 0; last_sent[2] = 0;
       last_is_newest[0] = 0; last_is_newest[1] = 0; last_is_newest[2] = 0;
       if
       :: !MISTAKE(14) -> /* answers and messages carry the epoch: older ones are ignored */
            give_back_newest[0] = 0; give_back_newest[1] = 0; give_back_older[0] = 0; give_back_older[1] = 0
       :: else
       fi;
       pin = (LOG_KEPT -> owner : 0);
       epoch = !MISTAKE(12);
       checked_in[0] = 0; checked_in[1] = 0;
       if
       :: MISTAKE(15) && told_cancelled[0] && machine_of[0] == 0 && owner == 0 -> /* a restored DRAIN goes on */
            claim = DRAIN; asking = 0; answer[0] = OPEN; pin = company[0]
       :: true
       fi
     }
  :: atomic { /* the epoch ends when every machine has checked in, or when all that is out has run out */
       epoch &&
       ((checked_in[0] && (checked_in[1] || MISTAKE(13))) ||
        (!STILL_OUT(0) && !STILL_OUT(1) && ((!lease[0] && !lease[1]) || MISTAKE(21)))) ->
       epoch = 0; checked_in[0] = 0; checked_in[1] = 0
     }
  od
}
