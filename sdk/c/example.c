/* A small application with a license:  cc example.c undongle.c -lcurl -lssl -lcrypto -o example && ./example clinic-scan 1.0 ./seat */
#include <stdio.h>
#include <time.h>

#include "undongle.h"

static void show(const undongle_right *right) {
  time_t until = (time_t)(right->until_ms / 1000);
  char day[32];
  strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%SZ", gmtime(&until));
  printf("%s from the %s, good until %s%s\n", right->name, right->source, day, right->offline ? " without contact" : "");
  if (right->warning_days > 0) printf("Less than %d day(s) left: connect this machine to the network.\n", right->warning_days);
}

static void heard(void *context, const undongle_right *right, const undongle_refusal *refusal) {
  (void)context;
  if (right != NULL) show(right);
  if (refusal != NULL) printf("Save your work. %s %s (%s)\n", refusal->say, refusal->next, refusal->code);
}

int main(int count, char **arguments) {
  if (count < 4) return fprintf(stderr, "Usage: example PRODUCT VERSION FOLDER [SERVER]\n"), 2;
  undongle_options options = {.product = arguments[1], .version = arguments[2], .folder = arguments[3]};
  if (count > 4) options.server = arguments[4];
  undongle_license *license = undongle_open(&options);
  if (license == NULL) return fprintf(stderr, "An option is wrong.\n"), 2;
  undongle_right right;
  undongle_refusal refusal;
  bool may_run = undongle_checkout(license, &right, &refusal);
  if (may_run) {
    show(&right);
    undongle_renew_in_background(license, heard, NULL);
    /* … here the application does its work … */
  } else {
    printf("%s %s (%s)\n", refusal.say, refusal.next, refusal.code);
  }
  undongle_close(license); /* keeps the seat for the next, perhaps offline, start; undongle_release gives it back */
  return may_run ? 0 : 3;
}
