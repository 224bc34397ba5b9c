/* All there is. Two machines (0 and 1), two companies (1 and 2), one license. Using the dongle needs a permit, using
   the cloud needs a lease; the cloud records a permit before it sends it. Numbers of permits are kept as one fact: "is
   it the newest on record?". One lease bit per machine: alive means usable. */
#define NONE 9

mtype = { FREE, DRAIN, GRACE, MOVED };

#define UNKNOWN 0 /* what the cloud says of a transfer */
#define OPEN 1    /* opened it, or joined */
#define DONE 2
#define CANCELLED 3
#define REFUSED 4

/* The cloud. */
mtype claim = FREE;
byte asking = NONE, pin = 0, answer[3];
bit on_record[2];                       /* a permit of this machine is on record */
bit grace_used, epoch, checked_in[2];   /* the restore epoch, and who has checked in during it */

/* The machines: everything here is durable. */
bit permit[2], ratchet[2];              /* the ratchet covers the newest number on record: refused for ever */
byte journal_transfer[2] = NONE;
bit deleted[2];                         /* the own permit was deleted for the transfer in the journal */
bit lease[2];                           /* held or on its way: counted as usable */
bit deleted_in_memory[2];               /* only mistake 2 */

/* The network: once sent a message may be read at any time, any number of times, or never. */
bit permit_sent[2], give_back_newest[2], give_back_older[2], move_sent[3], last_sent[3], last_is_newest[3];

/* The world. */
byte transfers_made = 0, company[3], machine_of[3], plugged = 0, moves_left = MOVES, cancels_left = CANCELS;
bit restores_left = RESTORES, crashes_left = MISTAKE(2);

/* Only for the rules. */
byte owner = 0, graces = 0;             /* company of the first finished transfer */
bit restored, in_grace, uncapped[2];    /* a permit that outlives the grace */
bit excused[2] = 1;                     /* its permit or lease ran out, it never had one, or gave it back by hand */
bit told_cancelled[3], told_done[3];

/* A rule carries its name into the verifier's report: a mistake counts as caught only by its own. */
#define RULE(name, holds) assert(c_expr { !name } || (holds))

#define USABLE(machine) (plugged == machine && permit[machine])
#define STILL_OUT(machine) (permit[machine] || permit_sent[machine])
#define TRANSFERRED (claim == MOVED || claim == GRACE)
#define ASKS(machine) (asking != NONE && machine_of[asking] == machine)
#define ANSWER_AT(machine) answer[journal_transfer[machine]]
