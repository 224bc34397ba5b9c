/* What must always hold. */

#define NEVER_TWO (!((USABLE(0) || USABLE(1)) && (lease[0] || lease[1])) || in_grace)
#define TRUE_ANSWER(transfer) \
  ((answer[transfer] != DONE || company[transfer] == pin) && \
   !(told_cancelled[transfer] && answer[transfer] == DONE) && (!told_done[transfer] || pin == company[transfer]))
#define ONE_OWNER (TRUE_ANSWER(0) && TRUE_ANSWER(1) && TRUE_ANSWER(2) && (!TRANSFERRED || owner == pin))
#define ONE_GRACE (graces <= 1)
/* With an open transfer and the dongle plugged in, a machine has a permit, a lease, or is in its last hop. */
#define NEVER_ZERO (HAS_ONE(0) && HAS_ONE(1))
#define HAS_ONE(machine) \
  (plugged != machine || journal_transfer[machine] == NONE || permit[machine] || lease[machine] || excused[machine] || \
   deleted[machine])

#ifdef LIVENESS
ltl drain_ends { [] (claim == DRAIN -> <> (claim != DRAIN)) }
#else
/* Can only move where a rule is broken, and is always asked first: it sees every state, and adds none. */
active proctype Rules() {
end:
  if
  :: !NEVER_TWO -> RULE("never two", false)
  :: !ONE_OWNER -> RULE("one owner", false)
  :: !ONE_GRACE -> RULE("one grace", false)
  :: !NEVER_ZERO -> RULE("never zero", false)
  fi
}
#endif
