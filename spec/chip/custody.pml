/* The custody ledger: per license a chain of entries, each continuing the one before. */

/* The order by which a license is off, as far as a signed state tells it. */
#define OFF_BY(state, license) (KEEPS(2) -> state_off_by[(state) * 2 + (license)] : OFF_BY_LAST_ACT(state, license))
#define OFF_BY_LAST_ACT(state, license) \
  ((state_act[state] == RETIRE && HAS(order_licenses[state_order[state] % MAX_ORDERS], license)) \
     -> state_order[state] : NONE)

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
