/*
 * What a test drives the C client with. A line of its input holds `name=value` options and then what to do, with tabs between; it answers
 * with a JSON line for each act, and a dot.
 * The same words as test/sdk-python/driver.py.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "../../sdk/c/undongle.h"

static int64_t fixed_now_ms;
static const char *token;
static int refused_tokens;

static int64_t now_ms(void *context) {
  return (void)context, fixed_now_ms;
}

static const char *access_token(void *context, bool refused) {
  (void)context;
  if (refused) refused_tokens++;
  return refused || strcmp(token, "ended") != 0 ? getenv("UNDONGLE_TEST_TOKEN") : token;
}

static void print_string(const char *name, const char *value) {
  printf("\"%s\":\"%s\",", name, value);
}

static void print_right(const undongle_right *right) {
  printf("{");
  print_string("source", right->source);
  print_string("product", right->product);
  print_string("name", right->name);
  print_string("company", right->company);
  printf("\"untilMs\":%lld,\"renewAtMs\":%lld,", (long long)right->until_ms, (long long)right->renew_at_ms);
  printf("\"warning\":%d,\"offline\":%s,\"clockBehind\":%s}\n", right->warning_days, right->offline ? "true" : "false",
         right->clock_behind ? "true" : "false");
}

static void print_refusal(const undongle_refusal *refusal) {
  printf("{");
  print_string("refused", refusal->code);
  print_string("say", refusal->say);
  print_string("next", refusal->next);
  if (refusal->position > 0) printf("\"position\":%d,\"retryAfterMs\":%lld,", refusal->position, (long long)refusal->retry_after_ms);
  printf("\"detail\":\"%s\"}\n", refusal->detail);
}

static mtx_t heard_lock;
static cnd_t heard_signal;
static bool has_heard;

static void heard(void *context, const undongle_right *right, const undongle_refusal *refusal) {
  (void)context;
  mtx_lock(&heard_lock);
  if (right != NULL) print_right(right);
  if (refusal != NULL) print_refusal(refusal);
  has_heard = true;
  cnd_signal(&heard_signal);
  mtx_unlock(&heard_lock);
}

static void wait_for_thread(undongle_license *license) {
  mtx_init(&heard_lock, mtx_plain);
  cnd_init(&heard_signal);
  has_heard = false;
  if (!undongle_renew_in_background(license, heard, NULL)) return;
  mtx_lock(&heard_lock);
  while (!has_heard) cnd_wait(&heard_signal, &heard_lock);
  mtx_unlock(&heard_lock);
}

static char consumption[UNDONGLE_CONSUMPTION_SIZE];

static void consume(undongle_license *license, const char *points) {
  undongle_refusal refusal;
  int64_t balance;
  bool is_taken = undongle_consume(license, consumption, (int32_t)strtol(points, NULL, 10), &balance, &refusal);
  if (!is_taken) print_refusal(&refusal);
  else printf("{\"balance\":%lld}\n", (long long)balance);
}

static void act(undongle_license *license, const char *what) {
  undongle_right right;
  undongle_refusal refusal;
  if (strcmp(what, "checkout") == 0)
    undongle_checkout(license, &right, &refusal) ? print_right(&right) : print_refusal(&refusal);
  if (strcmp(what, "renew") == 0) undongle_renew(license, &right, &refusal) ? print_right(&right) : print_refusal(&refusal);
  if (strcmp(what, "thread") == 0) wait_for_thread(license);
  if (strcmp(what, "release") == 0) printf("{\"released\":%s}\n", undongle_release(license) ? "true" : "false");
  if (strncmp(what, "consume:", 8) == 0 && undongle_new_consumption(license, consumption)) consume(license, what + 8);
  if (strncmp(what, "again:", 6) == 0) consume(license, what + 6);
  if (strcmp(what, "tokens") == 0) printf("{\"refusedTokens\":%d}\n", refused_tokens);
}

static const char *value_of(const char *argument, const char *name) {
  size_t length = strlen(name);
  return strncmp(argument, name, length) == 0 && argument[length] == '=' ? argument + length + 1 : NULL;
}

/** Does one line: its options, then its acts. */
static void run_line(char *line) {
  undongle_options options = {0};
  undongle_license *license = NULL;
  fixed_now_ms = 0;
  token = NULL;
  for (char *argument = strtok(line, "\t\n"); argument != NULL; argument = strtok(NULL, "\t\n")) {
    const char *value;
    if ((value = value_of(argument, "product")) != NULL) options.product = value;
    else if ((value = value_of(argument, "version")) != NULL) options.version = value;
    else if ((value = value_of(argument, "user")) != NULL) options.user = value;
    else if ((value = value_of(argument, "folder")) != NULL) options.folder = value;
    else if ((value = value_of(argument, "root")) != NULL) options.root = value;
    else if ((value = value_of(argument, "server")) != NULL) options.server = value;
    else if ((value = value_of(argument, "join")) != NULL) options.join_token = value;
    else if ((value = value_of(argument, "standby")) != NULL) options.standby = value;
    else if ((value = value_of(argument, "waits")) != NULL) options.waits = strcmp(value, "yes") == 0;
    else if ((value = value_of(argument, "cloud")) != NULL) options.cloud = value;
    else if ((value = value_of(argument, "machine")) != NULL) options.machine_key = value;
    else if ((value = value_of(argument, "token")) != NULL) token = value;
    else if ((value = value_of(argument, "now")) != NULL) fixed_now_ms = strtoll(value, NULL, 10);
    else {
      if (fixed_now_ms != 0) options.now_ms = now_ms;
      if (token != NULL) options.access_token = access_token;
      if (license == NULL) license = undongle_open(&options);
      if (license == NULL) printf("{\"refused\":\"open\"}\n");
      else act(license, argument);
    }
  }
  undongle_close(license);
}

int main(void) {
  char line[4096];
  while (fgets(line, sizeof line, stdin) != NULL) {
    run_line(line);
    printf(".\n");
    fflush(stdout);
  }
  return 0;
}
