/* The custody ledger: per license a chain of entries, each continuing the one before. */

/* The order by which a license is off, as far as a signed state tells it. */
#define OFF_BY(state, license) (KEEPS(2) -> state_off_by[(state) * 2 + (license)] : OFF_BY_LAST_ACT(state, license))
#define OFF_BY_LAST_ACT(state, license) \
  ((state_act[state] == RETIRE && HAS(order_licenses[state_order[state] % MAX_ORDERS], license)) \
     -> state_order[state] : NONE)

#define IS_RECEIPT(state) (OFF_BY(state, 0) != NONE || OFF_BY(state, 1) != NONE)

/* Is a license off from a day on? */
#define BOUNDED(license) (OFF_BY(dongle, license) != NONE && BOUND_OF(license) != 0)
#define BOUND_OF(license) order_until[OFF_BY(dongle, license) % MAX_ORDERS]

/* What a certificate tells beside the holder: a grace is used, and ends then. */
inline note_grace(order) {
  if
  :: GRACE && order_until[order] && grace_until == 0 -> grace_until = order_until[order]
  :: else
  fi;
  if
  :: GRACE && order_until[order] && declared_until == 0 -> declared_until = order_until[order]
  :: else
  fi
}

inline append(license, who) { /* one custody entry */
  length[license]++;
  holder[license] = who;
  if
  :: length[license] == 1 && first_holder[license] == 0 -> first_holder[license] = holder[license]
  :: length[license] == 2 && second_holder[license] == 0 -> second_holder[license] = holder[license]
  :: else
  fi;
  if
  :: longest[license] < length[license] -> longest[license] = length[license]
  :: else
  fi
}

/* Does a signed state move the chain of a license? Does it ask for a certificate that is not under way yet? */
#define MOVES_CHAINS(state) (MOVES_CHAIN(state, 0) || MOVES_CHAIN(state, 1))
#define MOVES_CHAIN(state, license) \
  (OFF_BY(state, license) != NONE && REMEMBERED(OFF_BY(state, license)) && !REFUSED(OFF_BY(state, license)) && \
   FITS(OFF_BY(state, license) % MAX_ORDERS, license))
#define REMEMBERED(order) \
  (!MISTAKE(14) || HAS(remembered, order) || journal_order[0] == order || journal_order[1] == order)
/* The dongle has signed a cancel of the same n: it is on, and the receipt is of a retire that a power loss dropped. */
#define REFUSED(order) (HAS(closed_by_cancel, order) && !MISTAKE(21))
#define FITS(order, license) \
  ((length[license] == SEQ(order, license) && (!MISTAKE(2) || open_order == order)) || \
   (MISTAKE(8) && length[license] > SEQ(order, license) && holder[license] != COMPANY_OF(order)))
#define ASKS_AGAIN(state) (ASKS_FOR(state, 0) || ASKS_FOR(state, 1))
#define ASKS_FOR(state, license) \
  (OFF_BY(state, license) != NONE && length[license] == SEQ(OFF_BY(state, license) % MAX_ORDERS, license) + 1 && \
   !HAS(sent_certificates, OFF_BY(state, license)))
