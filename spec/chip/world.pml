/* People, power and time. */

/* When nothing is left to do. Every run ends here where the graph of states has no cycle. */
inline check_at_rest() {
  RULE("off ends credited", DECLARED || ((!OFF(0) || holder[0]) && (!OFF(1) || holder[1])));
  RULE("chain learned again", DECLARED || (length[0] == longest[0] && length[1] == longest[1]));
  RULE("rolled back ends off", dead || (rolled_back & CREDITED) == 0);
  RULE("served again", dead || state_n[dongle] >= state_n[known]);
  RULE("epoch ends", dead || !epoch)
}

inline lose_message(transfer) {
  sent_open[transfer] = sent_open[transfer] & ~BIT(dongle)
}

active proctype World() {
end:
  do
  :: atomic { /* the dongle is moved */
       moves_left > 0 && !dead ->
       moves_left--;
       confirmed[0] = 0; confirmed[1] = 0;
       if
       :: plugged != 0 -> plugged = 0
       :: plugged != 1 -> plugged = 1
       :: plugged != 2 -> plugged = 2
       fi
     }
  :: atomic { moves_left == 0 && plugged == 2 && !dead -> plugged = 0 } /* in the end it is at a License Server */
  :: atomic { deaths_left > 0 && open_order != NONE -> deaths_left--; dead = 1; plugged = 2 }
  :: atomic { /* a power loss drops the newest state */
       losses_left > 0 && !dead &&
       ((POWER_LOSS == 1 && state_act[dongle] == RETIRE &&
         (order_licenses[state_order[dongle]] & EVER_CREDITED) == order_licenses[state_order[dongle]]) ||
        (POWER_LOSS == 2 && dongle != 0)) ->
       losses_left--;
       confirmed[0] = 0; confirmed[1] = 0; /* the power was lost: a new session */
       if
       :: state_n[known] < N -> lose_message(0); lose_message(1); lose_message(2) /* unread attestations go with it */
       :: else
       fi;
       rolled_back = ~ON & state_on[state_before[dongle]] & BOTH;
       dongle = state_before[dongle]
     }
  :: atomic { GRACE && today < LAST_DAY -> today++ }
  :: timeout -> check_at_rest(); break
  od
}
