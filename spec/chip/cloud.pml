/* The cloud: the only authority on who holds a license. Each step is one transaction. */

inline credit(state, license) {
  if
  :: MOVES_CHAIN(state, license) ->
       w = OFF_BY(state, license);
       RULE("cancelled is final", !HAS(cancelled, w));
       RULE("one company", overlap_declared || pin == 0 || pin == COMPANY_OF(w));
       pin = COMPANY_OF(w);
       sent_certificates = sent_certificates | BIT(w);
       if
       :: MISTAKE(8) && length[license] > SEQ(w, license) -> holder[license] = pin
       :: else -> append(license, COMPANY_OF(w))
       fi;
       note_grace(w)
  :: else ->
       if
       :: ASKS_FOR(state, license) -> sent_certificates = sent_certificates | BIT(OFF_BY(state, license))
       :: else
       fi
  fi
}

/* A token may have lost a cancel that stands in a journal: it is believed from who has the dongle, not from a journal. */
#define IS_NEWS(state) (!POWER_LOSS || state_act[state] != CANCEL || IN_OPEN(state) || MISTAKE(28))
#define IN_OPEN(state) HAS(sent_open[0] | sent_open[1] | sent_open[2], state)

/* OPEN and COMMIT both carry a signed state: what it turned off is credited, then what it proves dead is closed. */
#define LEARN(state) \
  :: atomic { \
       state < states && SEEN(state) && \
       (MOVES_CHAINS(state) || ASKS_AGAIN(state) || (state_n[state] > state_n[known] && IS_NEWS(state))) -> \
       learn(state) \
     }
#define BLIND_TO_SLOT (MISTAKE(9) || MISTAKE(10) || MISTAKE(15)) /* an OPEN's slot is not looked at */
#define SEEN(state) (BLIND_TO_SLOT -> HAS(sent_commit, state) : HAS(EVERY_STATE_SENT, state))
#define SETTLED (BLIND_TO_SLOT || !MOVES_CHAINS(known))

#define CREDITED_BY(order) \
  ((HAS(order_licenses[order], 0) && length[0] > SEQ(order, 0)) || \
   (HAS(order_licenses[order], 1) && length[1] > SEQ(order, 1)))

inline learn(state) {
  credit(state, 0);
  credit(state, 1);
  if
  :: state_n[state] > state_n[known] && IS_NEWS(state) -> known = state
  :: else
  fi;
  if
  :: open_order != NONE && state_n[state] > order_n[open_order % MAX_ORDERS] && IS_NEWS(state) ->
       if
       :: POWER_LOSS && state_act[state] == CANCEL && !CREDITED_BY(open_order) ->
            closed_by_cancel = closed_by_cancel | BIT(open_order);
            cancelled = cancelled | BIT(open_order) /* from here on it is shown */
       :: else
       fi;
       open_order = NONE
  :: else
  fi;
  w = 0
}

/* An OPEN is answered by a new order, or joins the open one. */
#define ORDER(transfer) \
  :: atomic { \
       transfer < transfers_made && HAS(sent_open[transfer], known) && open_order == NONE && NEEDED(transfer) && \
       SETTLED && orders_made < ORDERS && TOKEN_MAY -> \
       make_order(transfer) \
     } \
  :: atomic { \
       transfer < transfers_made && open_order != NONE && HAS(sent_open[transfer], known) && \
       order_n[open_order % MAX_ORDERS] == state_n[known] && MAY_JOIN(transfer) && \
       !HAS(answered[transfer], open_order) -> \
       answered[transfer] = answered[transfer] | BIT(open_order) \
     }
/* After a restore a token that lost a retire looks as if it was never moved: first everybody shows what is known. */
#define TOKEN_MAY (!POWER_LOSS || !epoch || MISTAKE(18))
/* In a grace an order bounds the license to a day. One grace: a later wave ends with it. */
#define BOUND (!GRACE -> 0 : (FIRST_GRACE -> today + 1 : (today < grace_until -> grace_until : 0)))
#define FIRST_GRACE (grace_until == 0 || MISTAKE(23))
#define NEEDED(transfer) ((OURS(transfer) -> (wanted[transfer] & state_on[known] & ~CREDITED & BOTH) : 0) | TO_MEND)
#define OURS(transfer) (pin == 0 || pin == company[transfer])
#define TO_MEND ((POWER_LOSS && MENDING) -> (state_on[known] & CREDITED) : 0)
#define MAY_JOIN(transfer) \
  (COMPANY_OF(open_order % MAX_ORDERS) == company[transfer] || \
   (POWER_LOSS && (order_licenses[open_order % MAX_ORDERS] & ~CREDITED & BOTH) == 0))

/* A seq of 7 fits no chain: the order only mends a rolled-back dongle, so that any company's machine may carry it. */
#define NEXT_SEQ(license) (holder[license] == 0 -> length[license] : 7)

inline make_order(transfer) { /* the same content is the same bytes, and the same index */
  m = NEEDED(transfer);
  b = ((state_act[known] == RETIRE && !MOVES_CHAINS(known)) -> state_order[known] : NONE);
  a = 0;
  do
  :: a < orders_made && !(order_transfer[a] == transfer && order_n[a] == state_n[known] && order_licenses[a] == m &&
                          order_credits[a] == b && order_until[a] == BOUND &&
                          (!HAS(m, 0) || SEQ(a, 0) == NEXT_SEQ(0)) && (!HAS(m, 1) || SEQ(a, 1) == NEXT_SEQ(1))) -> a++
  :: else -> break
  od;
  if
  :: a == orders_made ->
       orders_made++;
       order_transfer[a] = transfer; order_n[a] = state_n[known]; order_licenses[a] = m; order_credits[a] = b;
       order_until[a] = BOUND;
       if
       :: HAS(m, 0) -> SEQ(a, 0) = NEXT_SEQ(0)
       :: else
       fi;
       if
       :: HAS(m, 1) -> SEQ(a, 1) = NEXT_SEQ(1)
       :: else
       fi
  :: else
  fi;
  if
  :: MISTAKE(14) -> remembered = remembered | BIT(a)
  :: else
  fi;
  open_order = a;
  answered[transfer] = answered[transfer] | BIT(a);
  a = 0; m = 0; b = 0
}

/* A dongle below the n that is known gets the stored order again. */
#define GIVE_AGAIN(transfer, state) \
  :: atomic { \
       POWER_LOSS && transfer < transfers_made && HAS(sent_open[transfer], state) && state_act[known] == RETIRE && \
       state_n[known] == state_n[state] + 1 && state_before[known] == state && \
       !HAS(answered[transfer], state_order[known]) -> \
       answered[transfer] = answered[transfer] | BIT(state_order[known]) \
     }
/* Equal n and another body, and on what is credited: what is known of it starts from there. */
#define FORKED(state) \
  :: atomic { \
       POWER_LOSS && MENDING && state < states && HAS(EVERY_STATE_SENT, state) && state != known && \
       state_n[state] == state_n[known] && (state_on[state] & CREDITED) && !(state_on[known] & CREDITED) -> \
       known = state; \
       open_order = NONE \
     }

/* A correction has no receipt that could bring it back: it takes effect when it stands in the certificate log. */
#define CORRECT(license) \
  :: atomic { \
       corrections_left > 0 && length[license] == 1 && MAY_CORRECT(license) -> \
       corrections_left--; \
       logged[license] = (LOG -> 2 - MISTAKE(17) : 0); \
       if \
       :: append(license, 3 - holder[license]) \
       :: CORRECTIONS > 1 -> append(license, 3) \
       fi \
     }
#define MAY_CORRECT(license) (MISTAKE(13) || (LOG -> logged[license] == 1 : !restored))
#define SEQUENCE(license) \
  :: atomic { LOG && logged[license] < length[license] -> logged[license] = length[license] }
/* Without the log: the newest certificate carries the whole chain. */
#define RELEARN_CORRECTION(license) \
  :: atomic { \
       RESTORES > 0 && CORRECTIONS > 0 && !LOG && second_holder[license] && length[license] < 2 -> \
       pin = first_holder[license]; \
       length[license] = 2; \
       holder[license] = second_holder[license] \
     }

inline force(license) {
  if
  :: HAS(order_licenses[open_order], license) && length[license] == SEQ(open_order, license) ->
       append(license, COMPANY_OF(open_order))
  :: else
  fi
}

/* A restored cloud starts with what stands in the log. */
inline replay(license) {
  length[license] = (MISTAKE(13) -> 0 : logged[license]);
  if
  :: length[license] == 0 -> holder[license] = 0
  :: length[license] == 1 -> holder[license] = first_holder[license]
  :: length[license] == 2 -> holder[license] = second_holder[license]
  fi;
  if
  :: length[license] > 0 ->
       pin = first_holder[license];
       grace_until = (MISTAKE(26) -> 0 : declared_until)
  :: else
  fi
}

active proctype Cloud() {
  byte a = 0, b = 0, m = 0, w = 0;
end:
  do
  LEARN(1) LEARN(2) LEARN(3) LEARN(4) LEARN(5)
  ORDER(0) ORDER(1) ORDER(2)
  GIVE_AGAIN(0, 0) GIVE_AGAIN(0, 1) GIVE_AGAIN(0, 2) GIVE_AGAIN(0, 3)
  GIVE_AGAIN(1, 0) GIVE_AGAIN(1, 1) GIVE_AGAIN(1, 2) GIVE_AGAIN(1, 3)
  FORKED(1) FORKED(2) FORKED(3) FORKED(4) FORKED(5)
  CORRECT(0) CORRECT(1)
  RELEARN_CORRECTION(0) RELEARN_CORRECTION(1)
  SEQUENCE(0) SEQUENCE(1)

  :: atomic { /* FORCE: two operators finish the order of a dead dongle, and declare the overlap */
       dead && open_order != NONE && !overlap_declared && (!epoch || MISTAKE(16)) ->
       overlap_declared = 1;
       force(0);
       force(1);
       pin = COMPANY_OF(open_order);
       open_order = NONE
     }

  :: atomic { /* restored from an old backup: of this dongle nothing is known; what was under way is lost, or not */
       restores_left > 0 && !overlap_declared && (open_order != NONE || pin) &&
       (LOG < 2 || (logged[0] == length[0] && logged[1] == length[1])) ->
       restores_left--;
       restored = 1;
       known = 0; open_order = NONE; pin = 0; remembered = 0; closed_by_cancel = 0; grace_until = 0;
       replay(0);
       replay(1);
       epoch = (POWER_LOSS || DEATHS); /* nothing else asks for it */
       checked_in[0] = 0; checked_in[1] = 0;
       if
       :: sent_commit = 0; sent_certificates = 0;
          sent_open[0] = 0; sent_open[1] = 0; sent_open[2] = 0;
          answered[0] = 0; answered[1] = 0; answered[2] = 0
       :: skip
       fi
     }

  :: atomic { epoch && checked_in[0] && checked_in[1] -> epoch = 0; checked_in[0] = 0; checked_in[1] = 0 }

  /* Deliberate mistakes. */
  :: atomic { /* the way back in a grace as a change of custody */
       MISTAKE(24) && GRACE && length[0] == 1 && today < declared_until -> length[0] = 0; holder[0] = 0
     }
  :: atomic { /* a timeout says "cancelled" */
       MISTAKE(1) && open_order != NONE -> cancelled = cancelled | BIT(open_order); open_order = NONE
     }
  :: atomic { /* COMMIT without a receipt */
       MISTAKE(3) && open_order != NONE && (journal_order[0] == open_order || journal_order[1] == open_order) &&
       length[0] == SEQ(open_order, 0) && HAS(order_licenses[open_order], 0) ->
       pin = COMPANY_OF(open_order);
       append(0, pin)
     }
  :: atomic { /* a timeout rolls forward */
       MISTAKE(4) && open_order != NONE && HAS(order_licenses[open_order], 0) && length[0] == SEQ(open_order, 0) ->
       pin = COMPANY_OF(open_order);
       append(0, pin)
     }
  :: atomic { /* a higher n is taken for a cancel; the slot is not looked at */
       MISTAKE(10) && open_order != NONE && (HAS(sent_open[0], 1) || HAS(sent_open[1], 1)) &&
       order_n[open_order % MAX_ORDERS] == 0 ->
       cancelled = cancelled | BIT(open_order);
       open_order = NONE;
       known = 1
     }
  :: atomic { /* the higher n is taken, its slot left alone */
       (MISTAKE(9) || MISTAKE(15)) && known == 0 && states > 1 && (HAS(sent_open[0], 1) || HAS(sent_open[1], 1)) ->
       open_order = NONE;
       known = 1
     }
  od
}
