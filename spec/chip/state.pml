/* All there is. Everything is durable: nobody keeps anything in memory between two steps, so a crash may fall between any
   two of them, and a restart is simply going on. Each `atomic` is one PostgreSQL transaction, one fsync or one write to the
   dongle. Two licenses (0 and 1), two License Servers (0 and 1), two companies (1 and 2). A place of 0 is the dongle.
   A signed state is named by its index, and so is a signed order; a set of either is a mask of bits. */
#define MAX_STATES 6
#define MAX_ORDERS 5
#define MAX_TRANSFERS 3
#define NONE 15

#define NOTHING 0 /* last acts */
#define RETIRE 1
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
byte company[MAX_TRANSFERS], wanted[MAX_TRANSFERS];

/* The dongle: its state, and whether it is dead. */
byte dongle = 0;
bit dead = 0;

/* The cloud: the claim (newest state known, open order, company), and per license the length and end of its chain. */
byte known = 0, open_order = NONE, pin = 0, length[2], holder[2];

/* The License Servers' journals: transfer, order, receipts (a set of states), certificates (a set of orders). */
byte journal_transfer[2] = NONE, journal_order[2] = NONE, journal_receipts[2], journal_certificates[2];

/* The network: what was sent may arrive at any time, any number of times, in any order, or never. */
byte sent_open[MAX_TRANSFERS], answered[MAX_TRANSFERS], sent_commit, sent_certificates;

/* The world: where the dongle is (2: nowhere), and what may still happen. */
byte plugged = 0, moves_left = MOVES, journals_left = LOST_JOURNALS, restores_left = RESTORES, cancels_left = CANCELS;
byte deaths_left = DEATHS, corrections_left = CORRECTIONS, losses_left = (POWER_LOSS > 0), memory_left = MEMORY_LOSSES;

/* Only for the rules: who was ever credited, how long a chain ever was, which orders somebody was told are cancelled,
   which licenses a power loss has turned on again. */
byte first_holder[2], second_holder[2], longest[2], cancelled, rolled_back;
bit overlap_declared, restored, memory_lost;
byte remembered; /* only mistake 14: the orders that this cloud has made itself */

#define ON state_on[dongle]
#define N state_n[dongle]
#define OFF(license) (!HAS(ON, license))
#define CREDITED ((holder[0] != 0) + 2 * (holder[1] != 0))
#define SEQ(order, license) order_seq[(order) * 2 + (license)]
#define COMPANY_OF(order) company[order_transfer[order]]
#define WANTED_AT(server) wanted[journal_transfer[server] % MAX_TRANSFERS]
#define EVERY_STATE_SENT (sent_commit | sent_open[0] | sent_open[1] | sent_open[2])

/* A rule carries its name into the verifier's report: a mistake counts as caught only by its own. */
#define RULE(name, holds) assert(c_expr { !name } || (holds))
