/* What a run may vary. Every value is read from the environment when the verifier starts, so that one compiled verifier
   serves every run:  MISTAKE=5 MOVES=2 CANCELS=1 ./pan  */
c_decl {
  static int mistake, transfers, orders, moves, cancels, restores, lost_journals, deaths, corrections;
  static int keeps, power_loss, mending, memory_losses, log_kept, grace;

  static int parameter(const char *name, int otherwise)
  {
    const char *given = getenv(name);
    return given ? atoi(given) : otherwise;
  }

  __attribute__((constructor)) static void read_parameters(void)
  {
    mistake = parameter("MISTAKE", 0);
    transfers = parameter("TRANSFERS", 2);
    orders = parameter("ORDERS", 4);
    moves = parameter("MOVES", 1);
    cancels = parameter("CANCELS", 0);
    restores = parameter("RESTORES", 0);
    lost_journals = parameter("LOST_JOURNALS", 0);
    deaths = parameter("DEATHS", 0);
    corrections = parameter("CORRECTIONS", 0);
    keeps = parameter("KEEPS", 1);
    power_loss = parameter("POWER_LOSS", 0);
    mending = parameter("MENDING", 1);
    memory_losses = parameter("MEMORY_LOSSES", 0);
    log_kept = parameter("LOG", 0);
    grace = parameter("GRACE", 0);
  }
}

#define MISTAKE(number) c_expr { mistake == number }
#define TRANSFERS c_expr { transfers }         /* transfer ids that are made, at most 3 */
#define ORDERS c_expr { orders }               /* orders that are made, at most 5 */
#define MOVES c_expr { moves }                 /* times the dongle is moved to another License Server, or to none */
#define CANCELS c_expr { cancels }
#define RESTORES c_expr { restores }           /* times the cloud is restored from an old backup */
#define LOST_JOURNALS c_expr { lost_journals }
#define DEATHS c_expr { deaths }               /* 1: the dongle may die */
#define CORRECTIONS c_expr { corrections }     /* 2: the correction may name a third company */
#define MEMORY_LOSSES c_expr { memory_losses } /* only mistake 6 keeps something in memory */

/* 0 a first text of the protocol; 1 the certificate of the last retire is in the journal before another act is written;
   2 the signed state keeps, for each license that is off, the whole order that turned it off */
#define KEEPS(what) c_expr { keeps == what }

/* 1: a power loss may drop the newest retire, after its COMMIT. 2: it may drop the newest state, whatever it is. */
#define POWER_LOSS c_expr { power_loss }
/* The certificate log with content, kept outside the backup. 0: none. 1: it may lag behind the custody ledger when a
   restore strikes. 2: it never does. */
#define LOG c_expr { log_kept }
#define GRACE c_expr { grace }                 /* 1: the policy is a grace; days pass */
#define MENDING c_expr { mending }             /* 0: only the stored order is given again, at its own n */
