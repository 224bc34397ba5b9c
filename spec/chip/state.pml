/* All there is. Everything is durable: nobody keeps anything in memory between two steps, so a crash may fall between
   any two of them, and a restart is simply going on. Each `atomic` is one PostgreSQL transaction, one fsync or one
   write to the dongle. Two licenses (0 and 1), two License Servers (0 and 1), two companies (1 and 2); a holder of 0 is the
   dongle. A signed state is named by its index, and so is a signed order; a set of either is a mask of bits. */
#define MAX_STATES 6
#define MAX_ORDERS 5
#define MAX_TRANSFERS 3
#define NONE 15

#define RETIRE 1 /* last acts; 0: none */
#define CANCEL 2

#define BIT(index) (1 << (index))
#define HAS(mask, index) (((mask) >> (index)) & 1)
#define BOTH 3 /* the mask of both licenses */

/* Signed objects: only ever added. A state is attestation and receipt at once. */
byte states = 1, orders_made = 0, transfers_made = 0;
byte state_n[MAX_STATES], state_on[MAX_STATES] = BOTH, state_act[MAX_STATES], state_order[MAX_STATES] = NONE;
byte state_before[MAX_STATES], state_off_by[12] = NONE; /* per state and license: the order that turned it off */
byte order_transfer[MAX_ORDERS], order_n[MAX_ORDERS], order_licenses[MAX_ORDERS];
byte order_seq[10];                                     /* per order and license: the custody entry that it continues */
byte order_credits[MAX_ORDERS] = NONE;                  /* the order it found in the slot, and credited */
byte order_until[MAX_ORDERS];                           /* 0: off at once; else the day from which it is off */
byte company[MAX_TRANSFERS], wanted[MAX_TRANSFERS];

/* The dongle: its state, and whether it is dead. */
byte dongle = 0;
bit dead = 0;

/* The cloud: the claim (newest state known, open order, company); per license the length and the end of its chain. */
byte known = 0, open_order = NONE, pin = 0, length[2], holder[2];
byte closed_by_cancel, grace_until;      /* orders whose cancel the cloud has seen; the end of the one grace */
byte logged[2];                          /* outside the database: how much of each chain the certificate log has */
bit epoch, checked_in[2];                /* after a restore, until every License Server has shown what it has */

/* The License Servers' journals: transfer, order, receipts (a set of states), certificates (a set of orders). */
byte journal_transfer[2] = NONE, journal_order[2] = NONE, journal_receipts[2], journal_certificates[2];
bit confirmed[2];                        /* the cloud gave this order while the dongle was in: lost with the session */
bit served_from_dongle[2];               /* the switch of source in a grace */

/* The network: what was sent may arrive at any time, any number of times, in any order, or never. */
byte sent_open[MAX_TRANSFERS], answered[MAX_TRANSFERS], sent_commit, sent_certificates;

/* The world: where the dongle is (2: nowhere), and what may still happen. */
#define LAST_DAY 2
byte today = 0, plugged = 0, moves_left = MOVES, cancels_left = CANCELS;
byte journals_left = LOST_JOURNALS, restores_left = RESTORES;
byte deaths_left = DEATHS, corrections_left = CORRECTIONS, losses_left = (POWER_LOSS > 0), memory_left = MEMORY_LOSSES;

/* Only for the rules: who was ever credited, how long a chain ever was, which orders somebody was told are cancelled,
   which licenses a power loss has turned on again, and until when the first grace was declared. */
byte first_holder[2], second_holder[2], longest[2], cancelled, rolled_back, declared_until;
bit overlap_declared, restored, memory_lost;
byte remembered; /* only mistake 14: the orders that this cloud has made itself */

#define ON state_on[dongle]
#define N state_n[dongle]
#define OFF(license) (!HAS(ON, license))
#define CREDITED ((holder[0] != 0) + 2 * (holder[1] != 0))
#define EVER_CREDITED ((longest[0] != 0) + 2 * (longest[1] != 0))
#define SEQ(order, license) order_seq[(order) * 2 + (license)]
#define COMPANY_OF(order) company[order_transfer[order]]
#define WANTED_AT(server) wanted[journal_transfer[server] % MAX_TRANSFERS]
#define DECLARED (dead || overlap_declared)
#define EVERY_STATE_SENT (sent_commit | sent_open[0] | sent_open[1] | sent_open[2])

/* A rule carries its name into the verifier's report: a mistake counts as caught only by its own. */
#define RULE(name, holds) assert(c_expr { !name } || (holds))
