/* What must always hold. */

/* Is there still a paper by which a license that is off can be credited: on the dongle, or in a journal? */
#define PAPER_EXISTS(license) (OFF_BY(dongle, license) != NONE || IN_JOURNAL(0, license) || IN_JOURNAL(1, license))
#define IN_JOURNAL(server, license) \
  (RECEIPT(server, 1, license) || RECEIPT(server, 2, license) || RECEIPT(server, 3, license) || \
   RECEIPT(server, 4, license) || RECEIPT(server, 5, license) || CERTIFICATE(server, 0, license) || \
   CERTIFICATE(server, 1, license) || CERTIFICATE(server, 2, license) || CERTIFICATE(server, 3, license) || \
   CERTIFICATE(server, 4, license))
#define RECEIPT(server, state, license) (HAS(journal_receipts[server], state) && OFF_BY(state, license) != NONE)
#define CERTIFICATE(server, order, license) \
  (order < orders_made && HAS(journal_certificates[server], order) && HAS(order_licenses[order], license))

#define NOT_LOST(license) (!OFF(license) || holder[license] || PAPER_EXISTS(license))
#define HOLDER_STAYS(license) \
  ((length[license] == 0 && holder[license] == 0) || \
   (length[license] == 1 && holder[license] == first_holder[license]) || \
   (length[license] == 2 && holder[license] == second_holder[license]))

#define IN_GRACE (GRACE && today < declared_until)
/* On the dongle and credited: only where a power loss undid it, or in a grace, and there only what is bounded. */
#define ONE_PLACE (DECLARED || (BOTH_PLACES(ON) == 0 && (IN_GRACE || BOTH_PLACES(IN_USE) == 0)))
#define BOTH_PLACES(licenses) ((licenses) & CREDITED & ~rolled_back & BOTH)
#define IN_USE (ON | (WORKS_BOUNDED(0) * BIT(0)) | (WORKS_BOUNDED(1) * BIT(1)))
#define WORKS_BOUNDED(license) (BOUNDED(license) && (today < BOUND_OF(license) || SWITCH_IGNORES_DAY))
#define SWITCH_IGNORES_DAY (MISTAKE(25) && plugged < 2 && served_from_dongle[plugged % 2])
#define NOTHING_LOST (DECLARED || (NOT_LOST(0) && NOT_LOST(1)))
#define ONE_HOLDER (HOLDER_STAYS(0) && HOLDER_STAYS(1))
#define NEVER_SHRINKS (restored || (length[0] == longest[0] && length[1] == longest[1]))

#ifdef LIVENESS
ltl no_limbo { [] ((OFF(0) && !dead) -> <> (holder[0] != 0 || dead)) }
#else
/* Can only move where a rule is broken, and is always asked first: it sees every state, and adds none. */
active proctype Rules() {
end:
  if
  :: !ONE_PLACE -> RULE("one place", false)
  :: !NOTHING_LOST -> RULE("nothing lost", false)
  :: !ONE_HOLDER -> RULE("one holder", false)
  :: !NEVER_SHRINKS -> RULE("chain never shrinks", false)
  fi
}
#endif
