/* People, power and time. */

/* When nothing is left to do. Every run ends here where the graph of states has no cycle. */
inline check_at_rest() {
  RULE("off ends credited", dead || overlap_declared || ((!OFF(0) || holder[0]) && (!OFF(1) || holder[1])));
  RULE("chain learned again", dead || overlap_declared || (length[0] == longest[0] && length[1] == longest[1]));
  RULE("rolled back ends off", dead || rolled_back == 0)
}

active proctype World() {
end:
  do
  :: atomic { /* the dongle is moved */
       moves_left > 0 && !dead ->
       moves_left--;
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
         (order_licenses[state_order[dongle]] & CREDITED) == order_licenses[state_order[dongle]]) ||
        (POWER_LOSS == 2 && dongle != 0)) ->
       losses_left--;
       rolled_back = ~ON & state_on[state_before[dongle]] & BOTH;
       dongle = state_before[dongle]
     }
  :: timeout -> check_at_rest(); break
  od
}
