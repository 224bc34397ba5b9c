/*
 * Undongle for C and C++: an application takes a seat of a license, renews it, works offline on it, and gives it back.
 *
 * One header, one source file; needs libcurl and OpenSSL 3 (for the network a libcurl that is built with it). Everything is UTF-8. Times are milliseconds since 1970, UTC.
 * The reasons for a "no" are the names of the HTTP interface: docs/reference/wire-protocol.md.
 */
#ifndef UNDONGLE_H
#define UNDONGLE_H

#include <stdbool.h>
#include <stdint.h>

#define UNDONGLE_VERSION_MAJOR 0
#define UNDONGLE_VERSION_MINOR 1
#define UNDONGLE_VERSION_PATCH 0
#define UNDONGLE_VERSION "0.1.0"

#ifdef __cplusplus
extern "C" {
#endif

/** One product of one application. May be used by several threads: each call waits for the one before. */
typedef struct undongle_license undongle_license;

typedef struct undongle_options {
  const char *product; /* the vendor's code of the product, such as clinic-design */
  const char *version; /* of the application, such as 4.1: from the cut-over version on, dongle seats are refused */
  const char *user;    /* who works with it, by their address, where seats are persons'; NULL: nobody is named */
  const char *folder;  /* where the seat is kept for offline starts; only this user may write to it */
  const char *root;    /* thumbprint of the vendor's root key; NULL: the first one seen is pinned in the folder */
  const char *server;  /* address of the License Server; NULL: http://localhost:30304, or where the join token says */

  /* Lets this machine use a License Server of its network, instead of one of its own: what `undongle lan token` shows there. */
  const char *join_token;
  /* The License Server to turn to while that one is not reached: its join token, or the address of one on this machine. It gives a seat of
     its own, which is given back when the first one answers again. */
  const char *standby;
  bool waits; /* takes a place in the queue where every seat of the account is in use: see `position` */

  /* Straight from the cloud, without a License Server. Needs a machine that is registered there: its access token and its key. */
  const char *cloud;       /* address of the cloud; NULL: a License Server is asked */
  const char *machine_key; /* `x` of the machine's public key (a JWK, RFC 8037): leases are bound to it */
  /* Answers with an access token, which has to live until the next call of it. `refused`: the last one was not accepted. */
  const char *(*access_token)(void *context, bool refused);

  int64_t (*now_ms)(void *context); /* NULL: the clock of this machine */
  void *context;                    /* for the two functions above */
} undongle_options;

/** What the application may do now. */
typedef struct undongle_right {
  char source[8];     /* "dongle" or "cloud" */
  char license[32];
  char line[65];
  char product[65];
  char name[604];     /* of the product, for people */
  char generation[24];
  char company[604];  /* empty where no company is named */
  int64_t until_ms;   /* the end of the lease or of the license's term, whichever comes first */
  int64_t renew_at_ms; /* when to call undongle_renew next; already spread by chance */
  int warning_days;   /* 3 or 1: so many days are left; 0: there is time */
  bool offline;       /* nobody who could take the seat away has been asked */
  bool clock_behind;  /* the clock of this machine is behind: time is counted on from the last believed moment */
} undongle_right;

/** Why the application may not go on. */
typedef struct undongle_refusal {
  char code[48];    /* for the program: lease-expired, no-seat-free, … */
  char say[256];    /* for the person in front of it: what happened */
  char next[256];   /* and what to do */
  char detail[160]; /* for the log: which check failed */
  int position;     /* of no-seat-free, in the queue: 1 is next; 0 without one. Kept by calling undongle_checkout again after: */
  int64_t retry_after_ms;
} undongle_refusal;

/** Opens a product. Nothing is asked yet. @returns NULL when an option is missing or wrong, or there is no memory */
undongle_license *undongle_open(const undongle_options *options);

/**
 * Takes a seat: from the License Server, the one that stands by, or the cloud; and where nobody answers from the folder.
 *
 * @returns whether the application may run; `right` or `refusal` says more
 */
bool undongle_checkout(undongle_license *license, undongle_right *right, undongle_refusal *refusal);

/**
 * Renews the seat. Call it when `renew_at_ms` has come. An answer nobody vouches for changes nothing until the seat's own end.
 *
 * @returns false when the seat is lost: save the user's work, show `say` and `next`
 */
bool undongle_renew(undongle_license *license, undongle_right *right, undongle_refusal *refusal);

/** Hears of each renewal by the thread below: `refusal` is NULL while the application may go on, and `right` is NULL once it may not. */
typedef void undongle_listener(void *context, const undongle_right *right, const undongle_refusal *refusal);

/**
 * Starts a thread that renews until the seat is released, closed or lost. Call after undongle_checkout, and do not release or close
 * from inside the listener.
 *
 * @returns false where this platform has no <threads.h>, or no thread can be had: then call undongle_renew
 */
bool undongle_renew_in_background(undongle_license *license, undongle_listener *listener, void *context);

/** Gives the seat back for others, and with it the right to start offline. @returns whether that was heard; if not, it is free when its lease ends */
bool undongle_release(undongle_license *license);

/** Stops and frees everything. The seat is kept: the application can start again offline. */
void undongle_close(undongle_license *license);

/** An id for undongle_consume: make one for each piece of work, and keep it with the work to be safe from crashes. */
#define UNDONGLE_CONSUMPTION_SIZE 34
bool undongle_new_consumption(undongle_license *license, char id[UNDONGLE_CONSUMPTION_SIZE]);

/**
 * Takes points of a metered product: only with contact to the license cloud. However often it is called with one id, the points are
 * taken once. `points-unsettled` says that nobody told what came of it: call again with the same id. With any other refusal nothing was taken.
 *
 * @param points 1 to 1,000,000
 * @param balance what was left after it; may be NULL
 * @returns whether they were taken
 */
bool undongle_consume(undongle_license *license, const char *id, int32_t points, int64_t *balance, undongle_refusal *refusal);

/** The version of the source file; compare it with UNDONGLE_VERSION of the header. */
const char *undongle_version(void);

#ifdef __cplusplus
}
#endif
#endif
