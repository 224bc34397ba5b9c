/* What a run may vary. Every value is read from the environment when the verifier starts, so that one compiled verifier
   serves every run:  MISTAKE=3 TRANSFERS=2 ./pan  */
c_decl {
  static int mistake, transfers, moves, cancels, grace_policy, restores, log_kept;

  static int parameter(const char *name, int otherwise)
  {
    const char *given = getenv(name);
    return given ? atoi(given) : otherwise;
  }

  __attribute__((constructor)) static void read_parameters(void)
  {
    mistake = parameter("MISTAKE", 0);
    transfers = parameter("TRANSFERS", 3);
    moves = parameter("MOVES", 2);
    cancels = parameter("CANCELS", 1);
    grace_policy = parameter("GRACE", 0);
    restores = parameter("RESTORES", 0);
    log_kept = parameter("LOG", 1);
  }
}

#define MISTAKE(number) c_expr { mistake == number }
#define TRANSFERS c_expr { transfers }       /* transfer ids that are made, at most 3 */
#define MOVES c_expr { moves }               /* times the dongle is moved to another machine, or to none */
#define ENDLESS 9                            /* as MOVES: without end */
#define CANCELS c_expr { cancels }
#define GRACE_POLICY c_expr { grace_policy } /* 1: the policy is a grace */
#define RESTORES c_expr { restores }         /* 1: the cloud may once be restored from an old backup */
#define LOG_KEPT c_expr { log_kept }         /* 0: the pin is lost with the backup */
