/* Time and people. What a machine holds may run out at any moment; the cloud's record never before it. */
#define EXPIRE(machine) \
  :: atomic { permit[machine] -> permit[machine] = 0; excused[machine] = 1 } \
  :: atomic { on_record[machine] && (!STILL_OUT(machine) || MISTAKE(22)) -> on_record[machine] = 0 }

active proctype Expiry0() {
end:
  do
  EXPIRE(0)
  od
}
active proctype Expiry1() {
end:
  do
  EXPIRE(1)
  od
}
active proctype Loss0() {
end:
  do
  :: atomic { permit_sent[0] -> permit_sent[0] = 0 }
  od
}
active proctype Loss1() {
end:
  do
  :: atomic { permit_sent[1] -> permit_sent[1] = 0 }
  od
}

inline cap(machine) { /* permits issued under a grace end with it */
  if
  :: !uncapped[machine] ->
       if
       :: permit[machine] -> excused[machine] = 1
       :: else
       fi;
       permit[machine] = 0;
       permit_sent[machine] = 0
  :: else
  fi
}

active proctype Clock() {
end:
  do
  :: atomic { lease[0] -> lease[0] = 0; excused[0] = 1 }
  :: atomic { lease[1] -> lease[1] = 0; excused[1] = 1 }
  :: atomic { /* the grace ends */
       in_grace ->
       in_grace = 0;
       cap(0);
       cap(1);
       if
       :: claim == GRACE -> claim = MOVED
       :: else
       fi
     }
  :: atomic { /* the dongle is moved */
       moves_left > 0 ->
       moves_left = moves_left - (MOVES < ENDLESS);
       if
       :: plugged = 0
       :: plugged = 1
       :: plugged = 2
       fi
     }
  od
}
