/*
 * Undongle for C. The sections, in order: words and limits, text, JSON, base64url and hashes, signed documents, times, the lease,
 * clocks, the stored seat, an open license, trust, asking, the network, taking a seat, and what the header promises.
 *
 * It decides as packages/sdk does and keeps its seat in the same file: either may go on where the other stopped.
 */
#define _GNU_SOURCE /* CLOCK_BOOTTIME, which counts suspend */
#include "undongle.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#ifndef __STDC_NO_THREADS__
#include <threads.h>
#define HAS_THREADS 1
#else
#define HAS_THREADS 0
#endif

/* ---- Words and limits ---- */

enum {
  document_size_bytes = 256 * 1024,
  key_set_size_bytes = 64 * 1024,
  answer_size_bytes = 1024 * 1024,
  json_depth = 16,
  json_nodes = 16 * 1024,
  key_size = 44,  /* 32 bytes in base64url, and the end */
  id_size = 34,   /* prefix, _, 26 characters, and the end */
  name_size = 604,
  host_size = 264,
  timeout_ms = 10 * 1000
};
#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define HIGHEST_INTEGER INT64_C(9007199254740991)

struct reason {
  const char *code, *say, *next;
};

/* The reasons found here. Those of a server come with their own words. A test holds this table to the one of packages/core. */
static const struct reason reasons[] = {
  {"internal-error", "Something went wrong on our side.",
   "Try again: a repeat never moves a license twice. If it stays, contact support with the request id."},
  {"license-server-unreachable", "The License Server of this machine cannot be reached.",
   "Start the License Server on this machine, then try again."},
  {"cloud-unreachable", "The license cloud cannot be reached.", "Try again: a repeat never moves a license twice."},
  {"document-refused", "The signed document was not accepted.", "Get it again from where it came."},
  {"lease-rolled-back", "An older lease than this machine has already had was put back.",
   "Connect this machine to the license cloud once. If this repeats, the machine may have been copied."},
  {"offline-refused", "This product can only be used with contact to the license cloud.",
   "Connect this machine to the license cloud."},
  {"license-ended", "The license has ended.", "Renew it with the vendor."},
  {"points-unsettled", "The license cloud has not answered whether the points were taken.",
   "Try again with the same id: it takes them once, however often it is repeated."},
};

/* How a lease ends for want of contact: the code, and the words that go with the detail. */
static const struct {
  const char *code, *detail, *say, *next;
} lease_ends[] = {
  {"lease-expired", "lease-ended", "The time this machine may work without contact is over.",
   "Connect this machine to the network once: the lease is renewed by itself."},
  {"lease-expired", "clock-ahead", "The clock of this machine has jumped ahead, past the end of the lease.",
   "Set date and time right, or connect this machine to the network once. The lease is not lost."},
  {"clock-needs-contact", "clock-far-behind", "The clock of this machine is more than a day behind.",
   "Set date and time right, or connect this machine to the network once."},
  {"clock-needs-contact", "clock-state-unreadable", "What this machine knew about the time is missing or was changed.",
   "Connect this machine to the network once."},
};

/** Copies as much as fits, without half a character at the end. */
static void put_text(char *target, size_t size, const char *text) {
  size_t length = strlen(text);
  if (length >= size) {
    length = size - 1;
    while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80) length--;
  }
  memcpy(target, text, length);
  target[length] = '\0';
}

#define PUT(field, text) put_text(field, sizeof field, text)

/** @returns false, so that a check can end with it */
static bool refuse(undongle_refusal *refusal, const char *code, const char *detail) {
  const struct reason *found = &reasons[0];
  for (size_t index = 0; index < sizeof reasons / sizeof *reasons; index++)
    if (strcmp(reasons[index].code, code) == 0) found = &reasons[index];
  *refusal = (undongle_refusal){0};
  PUT(refusal->code, code);
  PUT(refusal->say, found->say);
  PUT(refusal->next, found->next);
  PUT(refusal->detail, detail);
  return false;
}

static bool refuse_fault(undongle_refusal *refusal, const char *what, const char *fault) {
  char detail[96];
  snprintf(detail, sizeof detail, "%s: %s", what, fault);
  return refuse(refusal, strcmp(fault, "rolled-back") == 0 ? "lease-rolled-back" : "document-refused", detail);
}

static bool refuse_end(undongle_refusal *refusal, const char *end) {
  for (size_t index = 0; index < sizeof lease_ends / sizeof *lease_ends; index++) {
    if (strcmp(lease_ends[index].detail, end) != 0) continue;
    *refusal = (undongle_refusal){0};
    PUT(refusal->code, lease_ends[index].code);
    PUT(refusal->say, lease_ends[index].say);
    PUT(refusal->next, lease_ends[index].next);
    PUT(refusal->detail, end);
    return false;
  }
  return refuse(refusal, "internal-error", end);
}

/* ---- Text ---- */

/** A text that grows; once memory or its limit is at an end it is `broken` and stays as it is. */
struct text {
  char *bytes;
  size_t length, room, limit;
  bool broken;
};

static void text_add(struct text *text, const char *bytes, size_t length) {
  if (text->broken) return;
  if (text->limit != 0 && length > text->limit - text->length) {
    text->broken = true;
    return;
  }
  if (text->length + length + 1 > text->room) {
    size_t room = 2 * (text->length + length + 1);
    char *grown = realloc(text->bytes, room);
    if (grown == NULL) {
      text->broken = true;
      return;
    }
    text->bytes = grown;
    text->room = room;
  }
  memcpy(text->bytes + text->length, bytes, length);
  text->length += length;
  text->bytes[text->length] = '\0';
}

__attribute__((format(printf, 2, 3))) static void text_addf(struct text *text, const char *format, ...) {
  char piece[512];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(piece, sizeof piece, format, arguments);
  va_end(arguments);
  if (length < 0 || (size_t)length >= sizeof piece)
    text->broken = true;
  else
    text_add(text, piece, (size_t)length);
}

static void text_free(struct text *text) {
  free(text->bytes);
  *text = (struct text){0};
}

static char *copy_text(const char *text) {
  if (text == NULL) return NULL;
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);
  if (copy != NULL) memcpy(copy, text, size);
  return copy;
}

/** How many bytes the UTF-8 character at the start takes, and how many UTF-16 units; 0 for one that is none (RFC 3629). */
static size_t utf8_size(const unsigned char *bytes, size_t left, size_t *units) {
  unsigned char first = bytes[0];
  size_t size = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (size == 0 || size > left) return 0;
  for (size_t index = 1; index < size; index++)
    if ((bytes[index] & 0xc0) != 0x80) return 0;
  if (first == 0xe0 && bytes[1] < 0xa0) return 0;
  if (first == 0xed && bytes[1] > 0x9f) return 0;
  if (first == 0xf0 && bytes[1] < 0x90) return 0;
  if (first == 0xf4 && bytes[1] > 0x8f) return 0;
  *units = size == 4 ? 2 : 1;
  return size;
}

/* ---- JSON (RFC 8259): bounded in size, depth and number of values; a member twice is refused where members are counted ---- */

enum json_type { json_object, json_array, json_string, json_number, json_true, json_false, json_null };

/** `start` and `end` are places in the text, of a string without its quotes. `next` is the node after this one and all within it. */
struct json_node {
  enum json_type type;
  uint32_t start, end, next, children;
};

struct json {
  const char *text;
  size_t length, at;
  struct json_node *nodes;
  uint32_t count, room;
};

static uint32_t json_add(struct json *json, enum json_type type) {
  if (json->count == json_nodes) return UINT32_MAX;
  if (json->count == json->room) {
    uint32_t room = json->room == 0 ? 64 : 2 * json->room;
    struct json_node *grown = realloc(json->nodes, room * sizeof *grown);
    if (grown == NULL) return UINT32_MAX;
    json->nodes = grown;
    json->room = room;
  }
  json->nodes[json->count] = (struct json_node){.type = type, .start = (uint32_t)json->at};
  return json->count++;
}

static void json_blanks(struct json *json) {
  while (json->at < json->length && strchr(" \t\r\n", json->text[json->at]) != NULL && json->text[json->at] != '\0') json->at++;
}

static bool json_takes(struct json *json, char wanted) {
  if (json->at >= json->length || json->text[json->at] != wanted) return false;
  json->at++;
  return true;
}

static int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

/** Past the four digits of `\u`. */
static bool json_four_digits(struct json *json) {
  for (int digit = 0; digit < 4; digit++)
    if (json->at >= json->length || hex_value(json->text[json->at++]) < 0) return false;
  return true;
}

static bool json_parse_string(struct json *json, uint32_t node) {
  json->nodes[node].start = (uint32_t)json->at;
  while (json->at < json->length) {
    unsigned char byte = (unsigned char)json->text[json->at];
    if (byte == '"') {
      json->nodes[node].end = (uint32_t)json->at++;
      return true;
    }
    if (byte < 0x20) return false;
    if (byte == '\\') {
      json->at++;
      if (json_takes(json, 'u')) {
        if (!json_four_digits(json)) return false;
      } else if (json->at >= json->length || json->text[json->at] == '\0' || strchr("\"\\/bfnrt", json->text[json->at++]) == NULL) {
        return false;
      }
      continue;
    }
    size_t units;
    size_t size = utf8_size((const unsigned char *)json->text + json->at, json->length - json->at, &units);
    if (size == 0) return false;
    json->at += size;
  }
  return false;
}

static bool json_digits(struct json *json) {
  size_t before = json->at;
  while (json->at < json->length && json->text[json->at] >= '0' && json->text[json->at] <= '9') json->at++;
  return json->at > before;
}

static bool json_parse_number(struct json *json, uint32_t node) {
  json_takes(json, '-');
  if (!json_takes(json, '0') && !json_digits(json)) return false;
  if (json_takes(json, '.') && !json_digits(json)) return false;
  if (json_takes(json, 'e') || json_takes(json, 'E')) {
    if (!json_takes(json, '+')) json_takes(json, '-');
    if (!json_digits(json)) return false;
  }
  json->nodes[node].end = (uint32_t)json->at;
  return true;
}

static bool json_parse_word(struct json *json, enum json_type type, const char *word) {
  size_t length = strlen(word);
  if (json->length - json->at < length || memcmp(json->text + json->at, word, length) != 0) return false;
  uint32_t node = json_add(json, type);
  if (node == UINT32_MAX) return false;
  json->at += length;
  json->nodes[node].end = (uint32_t)json->at;
  json->nodes[node].next = json->count;
  return true;
}

static bool json_parse_value(struct json *json, int depth);

static bool json_parse_members(struct json *json, uint32_t node, bool is_object, int depth) {
  char last = is_object ? '}' : ']';
  json_blanks(json);
  if (json_takes(json, last)) return true;
  for (;;) {
    json_blanks(json);
    if (is_object) {
      uint32_t name = json_add(json, json_string);
      if (name == UINT32_MAX || !json_takes(json, '"') || !json_parse_string(json, name)) return false;
      json->nodes[name].next = json->count;
      json_blanks(json);
      if (!json_takes(json, ':')) return false;
    }
    if (!json_parse_value(json, depth + 1)) return false;
    json->nodes[node].children++;
    json_blanks(json);
    if (json_takes(json, last)) return true;
    if (!json_takes(json, ',')) return false;
  }
}

static bool json_parse_value(struct json *json, int depth) {
  json_blanks(json);
  if (depth > json_depth || json->at >= json->length) return false;
  char first = json->text[json->at];
  if (first == 't') return json_parse_word(json, json_true, "true");
  if (first == 'f') return json_parse_word(json, json_false, "false");
  if (first == 'n') return json_parse_word(json, json_null, "null");
  bool is_object = first == '{';
  bool is_string = first == '"';
  bool is_number = first == '-' || (first >= '0' && first <= '9');
  if (!is_object && first != '[' && !is_string && !is_number) return false;
  uint32_t node = json_add(json, is_object ? json_object : is_string ? json_string : is_number ? json_number : json_array);
  if (node == UINT32_MAX) return false;
  if (!is_number) json->at++;
  bool whole = is_string   ? json_parse_string(json, node)
               : is_number ? json_parse_number(json, node)
                           : json_parse_members(json, node, is_object, depth);
  if (!whole) return false;
  json->nodes[node].next = json->count;
  return true;
}

static void json_free(struct json *json) {
  free(json->nodes);
  *json = (struct json){0};
}

/** @returns false, and nothing to free, for a text that is not one whole JSON value within the limits */
static bool json_parse(struct json *json, const char *text, size_t length) {
  *json = (struct json){.text = text, .length = length};
  if (length <= answer_size_bytes && json_parse_value(json, 0)) {
    json_blanks(json);
    if (json->at == length) return true;
  }
  json_free(json);
  return false;
}

static bool json_is(const struct json *json, uint32_t node, enum json_type type) {
  return json->nodes[node].type == type;
}

static bool json_is_text(const struct json *json, uint32_t node, const char *text) {
  const struct json_node *found = &json->nodes[node];
  size_t length = strlen(text);
  return found->type == json_string && found->end - found->start == length && memcmp(json->text + found->start, text, length) == 0;
}

/**
 * Finds the members of an object by their names, separated by blanks; one that may be missing has a `?` behind it.
 *
 * @param found 0 for a missing one: no member is the root
 * @param strict no other member may be there, and none twice
 */
static bool json_members(const struct json *json, uint32_t object, bool strict, const char *names, uint32_t *found) {
  if (!json_is(json, object, json_object)) return false;
  uint32_t seen = 0;
  while (*names != '\0') {
    size_t length = strcspn(names, " ");
    bool may_miss = names[length - 1] == '?';
    size_t name_length = may_miss ? length - 1 : length;
    *found = 0;
    for (uint32_t name = object + 1; name < json->nodes[object].next && *found == 0; name = json->nodes[name + 1].next) {
      const struct json_node *node = &json->nodes[name];
      if (node->end - node->start == name_length && memcmp(json->text + node->start, names, name_length) == 0) *found = name + 1;
    }
    if (*found == 0 && !may_miss) return false;
    if (*found != 0) seen++;
    found++;
    names += length;
    names += strspn(names, " ");
  }
  return !strict || seen == json->nodes[object].children;
}

/** The 16 bits of a `\u` escape whose digits start there. */
static uint32_t json_unit(const char *digits) {
  uint32_t unit = 0;
  for (int digit = 0; digit < 4; digit++) unit = unit << 4 | (uint32_t)hex_value(digits[digit]);
  return unit;
}

static size_t utf8_put(char *target, uint32_t point) {
  if (point < 0x80) return target[0] = (char)point, 1;
  if (point < 0x800) return target[0] = (char)(0xc0 | point >> 6), target[1] = (char)(0x80 | (point & 63)), 2;
  size_t size = point < 0x10000 ? 3 : 4;
  target[0] = (char)(size == 3 ? 0xe0 | point >> 12 : 0xf0 | point >> 18);
  if (size == 4) target[1] = (char)(0x80 | (point >> 12 & 63));
  target[size - 2] = (char)(0x80 | (point >> 6 & 63));
  target[size - 1] = (char)(0x80 | (point & 63));
  return size;
}

/** Decodes one escape behind its backslash. @returns how many characters it took; 0 for half of a surrogate pair, and for U+0000 */
static size_t json_escape(const char *text, size_t left, uint32_t *point) {
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  if (text[0] != 'u') return *point = (uint32_t)meanings[strchr(letters, text[0]) - letters], 1;
  *point = json_unit(text + 1);
  if (*point == 0 || (*point >= 0xdc00 && *point < 0xe000)) return 0;
  if (*point < 0xd800 || *point >= 0xe000) return 5;
  if (left < 11 || text[5] != '\\' || text[6] != 'u') return 0;
  uint32_t low = json_unit(text + 7);
  if (low < 0xdc00 || low >= 0xe000) return 0;
  *point = 0x10000 + ((*point - 0xd800) << 10) + (low - 0xdc00);
  return 11;
}

/** Copies a string of `least` to `most` UTF-16 units, which is how the schemas of packages/core count. */
static bool json_text(const struct json *json, uint32_t node, char *target, size_t size, size_t least, size_t most) {
  if (!json_is(json, node, json_string)) return false;
  const char *at = json->text + json->nodes[node].start;
  const char *end = json->text + json->nodes[node].end;
  size_t length = 0, units = 0;
  while (at < end) {
    if (length + 5 > size) return false;
    size_t taken, more = 1;
    if (*at == '\\') {
      uint32_t point;
      taken = json_escape(at + 1, (size_t)(end - at - 1), &point);
      if (taken == 0) return false;
      taken++;
      more = point > 0xffff ? 2 : 1;
      length += utf8_put(target + length, point);
    } else {
      taken = utf8_size((const unsigned char *)at, (size_t)(end - at), &more);
      if (taken == 0) return false;
      memcpy(target + length, at, taken);
      length += taken;
    }
    units += more;
    at += taken;
  }
  target[length] = '\0';
  return units >= least && units <= most;
}

/** A whole number between two others. Signed documents have no other spelling than digits. */
static bool json_integer(const struct json *json, uint32_t node, int64_t least, int64_t most, int64_t *value) {
  const struct json_node *found = &json->nodes[node];
  if (found->type != json_number || found->end - found->start > 16) return false;
  int64_t sum = 0;
  for (uint32_t at = found->start; at < found->end; at++) {
    char digit = json->text[at];
    if (digit < '0' || digit > '9') return false;
    sum = 10 * sum + (digit - '0');
  }
  *value = sum;
  return sum >= least && sum <= most;
}

static bool json_boolean(const struct json *json, uint32_t node, bool *value) {
  *value = json_is(json, node, json_true);
  return *value || json_is(json, node, json_false);
}

/** A copy of a plain string, as documents are: without an escape in it. */
static char *json_copy(const struct json *json, uint32_t node, size_t most) {
  const struct json_node *found = &json->nodes[node];
  size_t length = found->end - found->start;
  if (found->type != json_string || length > most || memchr(json->text + found->start, '\\', length) != NULL) return NULL;
  char *copy = malloc(length + 1);
  if (copy == NULL) return NULL;
  memcpy(copy, json->text + found->start, length);
  copy[length] = '\0';
  return copy;
}

/** Appends a text as a JSON string, spelled as JSON.stringify does it. */
static void text_add_string(struct text *text, const char *string) {
  text_add(text, "\"", 1);
  for (; *string != '\0'; string++) {
    static const char special[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    const char *place = strchr(special, *string);
    if (place != NULL)
      text_addf(text, "\\%c", letters[place - special]);
    else if ((unsigned char)*string < 0x20)
      text_addf(text, "\\u%04x", (unsigned)*string);
    else
      text_add(text, string, 1);
  }
  text_add(text, "\"", 1);
}

/* ---- base64url without padding (RFC 4648, section 5), and SHA-256 ---- */

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static int base64url_value(char letter) {
  const char *place = letter == '\0' ? NULL : strchr(alphabet, letter);
  return place == NULL ? -1 : (int)(place - alphabet);
}

static size_t base64url_size(size_t length) {
  return length * 3 / 4;
}

/** @returns false when the text is not the one spelling of any bytes */
static bool base64url_decode(const char *text, size_t length, unsigned char *bytes) {
  if (length % 4 == 1) return false;
  uint32_t buffer = 0;
  int bits = 0;
  for (size_t index = 0; index < length; index++) {
    int value = base64url_value(text[index]);
    if (value < 0) return false;
    buffer = (buffer << 6 | (uint32_t)value) & 0xffffff;
    bits += 6;
    if (bits >= 8) *bytes++ = (unsigned char)(buffer >> (bits -= 8));
  }
  return (buffer & ((1u << bits) - 1)) == 0;
}

static void base64url_encode_hash(const unsigned char hash[32], char text[key_size]) {
  for (size_t place = 0; place < 43; place++) {
    size_t bit = 6 * place;
    unsigned pair = (unsigned)hash[bit / 8] << 8 | (bit / 8 + 1 < 32 ? hash[bit / 8 + 1] : 0u);
    text[place] = alphabet[pair >> (10 - bit % 8) & 63];
  }
  text[43] = '\0';
}

static void hash_text(const char *text, size_t length, char hash[key_size]) {
  unsigned char bytes[32];
  SHA256((const unsigned char *)text, length, bytes);
  base64url_encode_hash(bytes, hash);
}

/** The JWK thumbprint (RFC 7638) of an Ed25519 key. */
static void thumbprint(const char *x, char hash[key_size]) {
  char jwk[96];
  int length = snprintf(jwk, sizeof jwk, "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"%s\"}", x);
  hash_text(jwk, (size_t)length, hash);
}

static bool is_hash(const char *text) {
  return strlen(text) == 43 && strspn(text, alphabet) == 43;
}

/* ---- Signed documents: JWS compact (RFC 7515), Ed25519 and nothing else ---- */

/** A key that is believed, for one purpose. */
struct document_key {
  char kid[132], purpose[260], x[key_size];
};

/** An opened document: its claims, and which key signed. */
struct document {
  char *payload;
  struct json claims;
  const struct document_key *signer;
};

static void document_free(struct document *document) {
  json_free(&document->claims);
  free(document->payload);
  *document = (struct document){0};
}

/** Decodes one part into JSON. `text` has to be freed after `json`. */
static bool open_part(const char *part, size_t length, char **text, struct json *json) {
  size_t size = base64url_size(length);
  *text = malloc(size + 1);
  if (*text == NULL) return false;
  if (base64url_decode(part, length, (unsigned char *)*text) && json_parse(json, *text, size)) return true;
  free(*text);
  *text = NULL;
  return false;
}

static bool verify_signature(const char *x, const char *message, size_t length, const unsigned char signature[64]) {
  unsigned char key[32];
  if (strlen(x) != 43 || !base64url_decode(x, 43, key)) return false;
  EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, sizeof key);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool right = pkey != NULL && context != NULL && EVP_DigestVerifyInit(context, NULL, NULL, NULL, pkey) == 1 &&
               EVP_DigestVerify(context, signature, 64, (const unsigned char *)message, length) == 1;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(pkey);
  return right;
}

struct header {
  char alg[17], kid[516], typ[260];
};

static bool read_header(const char *part, size_t length, struct header *header) {
  char *text;
  struct json json;
  uint32_t found[3];
  if (!open_part(part, length, &text, &json)) return false;
  bool whole = json_members(&json, 0, true, "alg kid typ", found) && json_text(&json, found[0], header->alg, sizeof header->alg, 0, 16) &&
               json_text(&json, found[1], header->kid, sizeof header->kid, 1, 128) &&
               json_text(&json, found[2], header->typ, sizeof header->typ, 0, 64);
  json_free(&json);
  free(text);
  return whole;
}

/**
 * Opens a document: size, form, algorithm, purpose, key, signature. Its claims are left to the caller, who frees it.
 *
 * @returns NULL, or the fault that a log shall name
 */
static const char *open_document(const char *text, const char *purpose, const struct document_key *keys, size_t key_count,
                                 struct document *document) {
  *document = (struct document){0};
  size_t length = strlen(text);
  if (length > document_size_bytes) return "too-large";
  const char *after_header = strchr(text, '.');
  const char *after_payload = after_header == NULL ? NULL : strchr(after_header + 1, '.');
  if (after_payload == NULL) return "malformed";
  struct header header;
  if (!read_header(text, (size_t)(after_header - text), &header)) return "malformed";
  if (!open_part(after_header + 1, (size_t)(after_payload - after_header - 1), &document->payload, &document->claims)) return "malformed";
  const char *signature_text = after_payload + 1;
  size_t signature_length = strlen(signature_text);
  unsigned char signature[64];
  const char *fault = NULL;
  char typ[64];
  snprintf(typ, sizeof typ, "undongle-%s+jwt", purpose);
  for (size_t index = 0; index < key_count && document->signer == NULL; index++)
    if (strcmp(keys[index].kid, header.kid) == 0) document->signer = &keys[index];
  if (strspn(signature_text, alphabet) != signature_length || signature_length % 4 == 1)
    fault = "malformed";
  else if (strcmp(header.alg, "EdDSA") != 0 && strcmp(header.alg, "Ed25519") != 0)
    fault = "wrong-algorithm";
  else if (strcmp(header.typ, typ) != 0)
    fault = "wrong-purpose";
  else if (document->signer == NULL)
    fault = "unknown-key";
  else if (strcmp(document->signer->purpose, purpose) != 0)
    fault = "wrong-key";
  else if (signature_length != 86 || !base64url_decode(signature_text, 86, signature) ||
           !verify_signature(document->signer->x, text, (size_t)(after_payload - text), signature))
    fault = "forged";
  if (fault != NULL) document_free(document);
  return fault;
}

/* ---- Times and words ---- */

/** Days since 1970 of a day of the Gregorian calendar, counted in eras of 400 years. */
static int64_t days_since_1970(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2;
  int64_t era = year / 400;
  int64_t year_of_era = year - 400 * era;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return 146097 * era + 365 * year_of_era + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

/** Whether a text has the form, in which `0` stands for a digit. */
static bool has_form(const char *text, const char *form) {
  for (; *form != '\0'; form++, text++)
    if (*form == '0' ? *text < '0' || *text > '9' : *text != *form) return false;
  return *text == '\0';
}

static int64_t number_at(const char *text, size_t digits) {
  int64_t sum = 0;
  while (digits-- > 0) sum = 10 * sum + (*text++ - '0');
  return sum;
}

/** The first millisecond of the day at the start of a text. */
static bool start_of_day(const char *text, int64_t *start_ms) {
  static const int days_of_month[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int64_t year = number_at(text, 4), month = number_at(text + 5, 2), day = number_at(text + 8, 2);
  bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (month < 1 || month > 12 || day < 1 || day > days_of_month[month - 1] + (month == 2 && is_leap)) return false;
  *start_ms = DAY_MS * days_since_1970(year, month, day);
  return true;
}

/** `2026-03-01T12:00:00.000Z` */
static bool read_moment(const char *text, int64_t *moment_ms) {
  if (!has_form(text, "0000-00-00T00:00:00.000Z") || !start_of_day(text, moment_ms)) return false;
  int64_t hour = number_at(text + 11, 2), minute = number_at(text + 14, 2), second = number_at(text + 17, 2);
  *moment_ms += HOUR_MS * hour + MINUTE_MS * minute + SECOND_MS * second + number_at(text + 20, 3);
  return hour < 24 && minute < 60 && second < 60;
}

static bool is_id(const char *text, const char *prefix) {
  static const char base32[] = "0123456789abcdefghjkmnpqrstvwxyz";
  size_t length = strlen(prefix);
  if (strncmp(text, prefix, length) != 0 || text[length] != '_') return false;
  const char *digits = text + length + 1;
  return strlen(digits) == 26 && strspn(digits, base32) == 26 && digits[0] <= '7';
}

/** A new id: `lse`, `mte` or `nod`, `_` and a UUIDv7 (RFC 9562) in 26 characters. */
static bool make_id(const char *prefix, int64_t now_ms, char id[id_size]) {
  static const char base32[] = "0123456789abcdefghjkmnpqrstvwxyz";
  unsigned char bytes[16];
  if (RAND_bytes(bytes + 6, 10) != 1) return false;
  for (int place = 5; place >= 0; place--, now_ms >>= 8) bytes[place] = (unsigned char)now_ms;
  bytes[6] = (unsigned char)(0x70 | (bytes[6] & 0x0f));
  bytes[8] = (unsigned char)(0x80 | (bytes[8] & 0x3f));
  memcpy(id, prefix, 3);
  id[3] = '_';
  for (int place = 0; place < 26; place++) { /* 130 bits: two zeros before the 128 */
    unsigned value = 0;
    for (int bit = 5 * place - 2; bit < 5 * place + 3; bit++)
      value = value << 1 | (bit < 0 ? 0u : (unsigned)(bytes[bit / 8] >> (7 - bit % 8) & 1));
    id[4 + place] = base32[value];
  }
  id[30] = '\0';
  return true;
}

static bool is_code(const char *text) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
  size_t length = strlen(text);
  return length >= 1 && length <= 64 && strspn(text, letters) == length && strchr("._-", text[0]) == NULL;
}

/** One to four numbers of at most five digits. */
static bool read_version(const char *text, int64_t numbers[4]) {
  memset(numbers, 0, 4 * sizeof *numbers);
  for (int place = 0; place < 4; place++) {
    size_t digits = strspn(text, "0123456789");
    if (digits < 1 || digits > 5) return false;
    numbers[place] = number_at(text, digits);
    text += digits;
    if (*text == '\0') return true;
    if (*text++ != '.') return false;
  }
  return false;
}

static bool is_newer(const char *version, const char *than) {
  int64_t left[4], right[4];
  if (!read_version(version, left) || !read_version(than, right)) return true;
  for (int place = 0; place < 4; place++)
    if (left[place] != right[place]) return left[place] > right[place];
  return false;
}

/* ---- The lease ---- */

enum source { from_cloud, from_dongle };
static const char *const source_names[] = {"cloud", "dongle"};

struct product {
  char license[id_size], line[65], code[65], name[name_size], generation[24];
  int64_t term_end_ms; /* INT64_MAX: it has none */
  bool metered, online_only;
};

/** What is needed of a lease's claims; all of them are checked. */
struct lease {
  enum source source;
  char issuer[804], jti[id_size], company[name_size], jkt[key_size];
  int64_t issued_ms, expires_ms, sequence, status_version;
  struct product product; /* the one that was asked for */
  bool has_product;
};

/** The newest a source has signed for this machine: nothing older is accepted again. */
struct highest {
  bool known;
  char jti[id_size];
  int64_t sequence, status_version;
};

static bool read_id(const struct json *json, uint32_t node, const char *prefix, char id[id_size]) {
  char text[64];
  if (!json_text(json, node, text, sizeof text, 1, 40) || !is_id(text, prefix)) return false;
  put_text(id, id_size, text);
  return true;
}

static bool read_code(const struct json *json, uint32_t node, char code[65]) {
  char text[72];
  if (!json_text(json, node, text, sizeof text, 1, 64) || !is_code(text)) return false;
  put_text(code, 65, text);
  return true;
}

static bool read_hash(const struct json *json, uint32_t node, char hash[key_size]) {
  char text[64];
  if (!json_text(json, node, text, sizeof text, 43, 43) || !is_hash(text)) return false;
  put_text(hash, key_size, text);
  return true;
}

/** Seconds from 2020 to 2200. */
static bool read_seconds(const struct json *json, uint32_t node, int64_t *moment_ms) {
  int64_t seconds;
  if (!json_integer(json, node, 1577836800, 7258118400, &seconds)) return false;
  *moment_ms = seconds * SECOND_MS;
  return true;
}

static bool read_term(const struct json *json, uint32_t node, int64_t *end_ms) {
  uint32_t found[2];
  char day[16];
  *end_ms = INT64_MAX;
  if (json_members(json, node, true, "kind", found)) return json_is_text(json, found[0], "perpetual");
  if (!json_members(json, node, true, "kind until", found) || !json_is_text(json, found[0], "until")) return false;
  if (!json_text(json, found[1], day, sizeof day, 10, 10) || !has_form(day, "0000-00-00") || !start_of_day(day, end_ms)) return false;
  *end_ms += DAY_MS; /* what holds until a day holds until its last moment */
  return true;
}

static bool read_product(const struct json *json, uint32_t node, struct product *product) {
  uint32_t found[9];
  int64_t seats, numbers[4];
  return json_members(json, node, true, "license line product name generation seats term metered onlineOnly", found) &&
         read_id(json, found[0], "lic", product->license) && read_code(json, found[1], product->line) &&
         read_code(json, found[2], product->code) && json_text(json, found[3], product->name, sizeof product->name, 1, 200) &&
         json_text(json, found[4], product->generation, sizeof product->generation, 1, 23) && read_version(product->generation, numbers) &&
         json_integer(json, found[5], 1, HIGHEST_INTEGER, &seats) && read_term(json, found[6], &product->term_end_ms) &&
         json_boolean(json, found[7], &product->metered) && json_boolean(json, found[8], &product->online_only);
}

static bool read_products(const struct json *json, uint32_t list, const char *wanted, struct lease *lease) {
  const struct json_node *node = &json->nodes[list];
  if (node->type != json_array || node->children < 1 || node->children > 200) return false;
  for (uint32_t entry = list + 1; entry < node->next; entry = json->nodes[entry].next) {
    struct product product;
    if (!read_product(json, entry, &product)) return false;
    if (lease->has_product || strcmp(product.code, wanted) != 0) continue;
    lease->product = product;
    lease->has_product = true;
  }
  return true;
}

static bool read_company(const struct json *json, uint32_t node, char name[name_size]) {
  uint32_t found[2];
  char id[id_size];
  name[0] = '\0';
  return json_is(json, node, json_null) || (json_members(json, node, true, "id name", found) && read_id(json, found[0], "com", id) &&
                                            json_text(json, found[1], name, name_size, 1, 200));
}

static bool read_claims(const struct json *json, const char *wanted, struct lease *lease) {
  uint32_t found[15], jkt;
  char machine[id_size], previous[id_size];
  int64_t not_before_ms;
  *lease = (struct lease){0};
  if (!json_members(json, 0, true, "iss aud jti iat nbf exp source company machine cnf seq prev statusVersion licenses provisional?", found))
    return false;
  lease->source = json_is_text(json, found[6], "dongle") ? from_dongle : from_cloud;
  return json_text(json, found[0], lease->issuer, sizeof lease->issuer, 1, 200) && json_is_text(json, found[1], "undongle-application") &&
         read_id(json, found[2], "lse", lease->jti) && read_seconds(json, found[3], &lease->issued_ms) &&
         read_seconds(json, found[4], &not_before_ms) && read_seconds(json, found[5], &lease->expires_ms) &&
         json_is_text(json, found[6], source_names[lease->source]) && read_company(json, found[7], lease->company) &&
         read_id(json, found[8], "ls", machine) && json_members(json, found[9], true, "jkt", &jkt) && read_hash(json, jkt, lease->jkt) &&
         json_integer(json, found[10], 1, HIGHEST_INTEGER, &lease->sequence) &&
         (json_is(json, found[11], json_null) || read_id(json, found[11], "lse", previous)) &&
         json_integer(json, found[12], 0, HIGHEST_INTEGER, &lease->status_version) && read_products(json, found[13], wanted, lease) &&
         (found[14] == 0 || json_is(json, found[14], json_true));
}

/** The keys an application believes. */
struct believed {
  char issuer[804]; /* who signs cloud seats; empty while no cloud is known */
  struct document_key keys[65]; /* that of the License Server first, then the cloud's */
  size_t count;
  bool has_machine;
};

/** The newest of a machine may come again; anything below it, or another one with its number, is an older state put back or a fork. */
static bool is_older(const struct lease *lease, const struct highest *highest) {
  if (!highest->known) return false;
  if (lease->status_version < highest->status_version) return true;
  return lease->sequence < highest->sequence || (lease->sequence == highest->sequence && strcmp(lease->jti, highest->jti) != 0);
}

/**
 * Whether a lease is believed: who signed it, for which machine and product, and that nothing newer was seen before. A dongle's seat is
 * signed by the License Server that sees the dongle, a cloud seat by the cloud; neither can sign for the other.
 *
 * @param machine thumbprint of the License Server's key; NULL while none is known
 * @returns NULL, or the fault
 */
static const char *check_lease(const char *text, const struct believed *believed, const char *machine, const char *product,
                               const struct highest highest[2], struct lease *lease) {
  struct document document;
  const char *fault = open_document(text, "lease", believed->keys, believed->count, &document);
  if (fault != NULL) return fault;
  bool by_machine = believed->has_machine && document.signer == &believed->keys[0];
  bool whole = read_claims(&document.claims, product, lease);
  document_free(&document);
  if (!whole) return "malformed";
  if (lease->source != (by_machine ? from_dongle : from_cloud)) return "wrong-key";
  if (!by_machine && strcmp(lease->issuer, believed->issuer) != 0) return "wrong-issuer";
  if (machine == NULL || strcmp(lease->jkt, machine) != 0) return "wrong-machine";
  if (is_older(lease, &highest[lease->source])) return "rolled-back";
  return lease->has_product ? NULL : "wrong-product";
}

/* ---- Clocks: what time it is on a machine whose clock may be wrong (the rules stand in the wire protocol) ---- */

struct reading {
  int64_t wall_ms, boot_ms;
  char boot_id[64];
};

struct clock {
  int64_t contact_ms, since_contact_ms, highest_ms, boot_ms;
  char boot_id[64];
};

enum time_kind { time_trusted, time_clock_behind, time_clock_ahead, time_far_behind };

struct told {
  enum time_kind kind;
  int64_t now_ms, believed_ms;
};

static const char unknown_boot[] = "unknown";

/** The least time that has passed since the state was kept; after a reboot, the new uptime. */
static int64_t elapsed_ms(const struct clock *clock, const struct reading *reading) {
  int64_t since_ms = reading->boot_ms - clock->boot_ms;
  if (strcmp(clock->boot_id, unknown_boot) == 0 || strcmp(reading->boot_id, unknown_boot) == 0)
    return since_ms >= 0 ? since_ms : reading->boot_ms;
  if (strcmp(clock->boot_id, reading->boot_id) != 0) return reading->boot_ms;
  return since_ms > 0 ? since_ms : 0;
}

static int64_t earliest_ms(const struct clock *clock, const struct reading *reading) {
  return clock->contact_ms + clock->since_contact_ms + elapsed_ms(clock, reading);
}

static void move_clock(struct clock *clock, int64_t highest_ms, const struct reading *reading) {
  clock->since_contact_ms += elapsed_ms(clock, reading);
  clock->highest_ms = highest_ms;
  clock->boot_ms = reading->boot_ms;
  put_text(clock->boot_id, sizeof clock->boot_id, reading->boot_id);
}

/** Tells the time, and moves the clock on to what is kept for the next reading. */
static struct told tell_time(struct clock *clock, const struct reading *reading) {
  int64_t by_highest = clock->highest_ms + elapsed_ms(clock, reading), by_contact = earliest_ms(clock, reading);
  int64_t believed_ms = by_highest > by_contact ? by_highest : by_contact;
  int64_t ahead_ms = reading->wall_ms - believed_ms;
  struct told told = {time_trusted, believed_ms, believed_ms};
  if (ahead_ms < -DAY_MS) {
    told.kind = time_far_behind;
  } else if (ahead_ms < -5 * MINUTE_MS) {
    told.kind = time_clock_behind;
  } else if (ahead_ms > DAY_MS) { /* it counts, but is not kept: put right, the lease counts again */
    told.kind = time_clock_ahead;
    told.now_ms = reading->wall_ms;
  } else if (ahead_ms > 0) {
    told.now_ms = reading->wall_ms;
  }
  move_clock(clock, told.kind == time_trusted ? told.now_ms : believed_ms, reading);
  return told;
}

/** Takes over a signed time. One earlier than the boot clocks allow is a replayed message and sets nothing back. */
static void contact_clock(struct clock *clock, bool *has_clock, const struct reading *reading, int64_t signed_ms) {
  if (*has_clock && signed_ms < earliest_ms(clock, reading) - 5 * MINUTE_MS) return;
  *clock = (struct clock){.contact_ms = signed_ms, .highest_ms = signed_ms, .boot_ms = reading->boot_ms};
  put_text(clock->boot_id, sizeof clock->boot_id, reading->boot_id);
  *has_clock = true;
}

static int64_t milliseconds(clockid_t id) {
  struct timespec time = {0};
  clock_gettime(id, &time);
  return SECOND_MS * time.tv_sec + time.tv_nsec / 1000000;
}

static void read_boot_id(char boot_id[64]) {
  FILE *file = fopen("/proc/sys/kernel/random/boot_id", "r");
  char line[64] = "";
  if (file != NULL) {
    if (fgets(line, sizeof line, file) == NULL) line[0] = '\0';
    fclose(file);
  }
  line[strcspn(line, " \r\n\"\\")] = '\0';
  put_text(boot_id, 64, line[0] == '\0' ? unknown_boot : line);
}

/* ---- The stored seat: the file that packages/sdk writes too ---- */

struct stored {
  char root[key_size], machine[key_size]; /* `x` of the keys; empty while unknown */
  char *key_set;
  int64_t key_set_version;
  char seat[id_size]; /* the id it is checked out under; empty without a seat */
  char *lease;
  char version[24];
  struct highest highest[2];
  bool has_clock;
  struct clock clock;
};

static void stored_free(struct stored *stored) {
  free(stored->key_set);
  free(stored->lease);
  *stored = (struct stored){0};
}

/** @returns false for want of memory; the copy then holds less than the original, never something else */
static bool stored_copy(struct stored *copy, const struct stored *stored) {
  *copy = *stored;
  copy->key_set = copy_text(stored->key_set);
  copy->lease = copy_text(stored->lease);
  return (copy->key_set != NULL) == (stored->key_set != NULL) && (copy->lease != NULL) == (stored->lease != NULL);
}

static bool read_key(const struct json *json, uint32_t node, char x[key_size]) {
  uint32_t found[3];
  return json_members(json, node, true, "kty crv x", found) && json_is_text(json, found[0], "OKP") &&
         json_is_text(json, found[1], "Ed25519") && read_hash(json, found[2], x);
}

static bool read_key_or_null(const struct json *json, uint32_t node, char x[key_size]) {
  x[0] = '\0';
  return json_is(json, node, json_null) || read_key(json, node, x);
}

static bool read_copy_or_null(const struct json *json, uint32_t node, size_t most, char **copy) {
  return json_is(json, node, json_null) || (*copy = json_copy(json, node, most)) != NULL;
}

static bool read_trust(const struct json *json, uint32_t node, struct stored *stored) {
  uint32_t found[4];
  return json_members(json, node, true, "root keySet keySetVersion licenseServer", found) && read_key_or_null(json, found[0], stored->root) &&
         read_copy_or_null(json, found[1], document_size_bytes, &stored->key_set) &&
         json_integer(json, found[2], 0, HIGHEST_INTEGER, &stored->key_set_version) &&
         read_key_or_null(json, found[3], stored->machine);
}

static bool read_seat(const struct json *json, uint32_t node, struct stored *stored) {
  uint32_t found[3];
  int64_t numbers[4];
  return json_is(json, node, json_null) ||
         (json_members(json, node, true, "id lease version", found) && read_id(json, found[0], "lse", stored->seat) &&
          read_copy_or_null(json, found[1], document_size_bytes, &stored->lease) &&
          json_text(json, found[2], stored->version, sizeof stored->version, 1, 23) && read_version(stored->version, numbers));
}

static bool read_one_highest(const struct json *json, uint32_t node, struct highest *highest) {
  uint32_t found[3];
  highest->known = node != 0;
  return node == 0 || (json_members(json, node, true, "jti seq statusVersion", found) && read_id(json, found[0], "lse", highest->jti) &&
                       json_integer(json, found[1], 0, HIGHEST_INTEGER, &highest->sequence) &&
                       json_integer(json, found[2], 0, HIGHEST_INTEGER, &highest->status_version));
}

/** Milliseconds up to the last moment of JavaScript's dates. A fraction, as other languages' clocks have it, is cut off. */
static bool read_milliseconds(const struct json *json, uint32_t node, int64_t *value) {
  const struct json_node *found = &json->nodes[node];
  uint32_t end = found->start;
  if (found->type != json_number) return false;
  *value = 0;
  while (end < found->end && end - found->start < 16 && json->text[end] >= '0' && json->text[end] <= '9') *value = 10 * *value + (json->text[end++] - '0');
  if (end == found->start || *value > INT64_C(8640000000000000)) return false;
  if (end < found->end && json->text[end++] != '.') return false;
  while (end < found->end && json->text[end] >= '0' && json->text[end] <= '9') end++;
  return end == found->end;
}

static bool read_clock(const struct json *json, uint32_t node, struct stored *stored) {
  uint32_t found[5];
  struct clock *clock = &stored->clock;
  stored->has_clock = !json_is(json, node, json_null);
  return !stored->has_clock ||
         (json_members(json, node, true, "contactMs sinceContactMs highestMs bootId bootMs", found) &&
          read_milliseconds(json, found[0], &clock->contact_ms) && read_milliseconds(json, found[1], &clock->since_contact_ms) &&
          read_milliseconds(json, found[2], &clock->highest_ms) && json_text(json, found[3], clock->boot_id, sizeof clock->boot_id, 0, 60) &&
          read_milliseconds(json, found[4], &clock->boot_ms));
}

static bool read_stored(const struct json *json, struct stored *stored) {
  uint32_t found[5], both[2];
  return json_members(json, 0, true, "format trust seat highest clock", found) && json_is(json, found[0], json_number) &&
         json->text[json->nodes[found[0]].start] == '1' && json->nodes[found[0]].end - json->nodes[found[0]].start == 1 &&
         read_trust(json, found[1], stored) && read_seat(json, found[2], stored) && json_members(json, found[3], true, "cloud? dongle?", both) &&
         read_one_highest(json, both[0], &stored->highest[from_cloud]) && read_one_highest(json, both[1], &stored->highest[from_dongle]) &&
         read_clock(json, found[4], stored);
}

/** The seal notices a torn or edited file; on a machine its owner controls it deters, it does not prove. */
static bool seal_of(const char *body, char seal[key_size]) {
  struct text text = {0};
  text_add(&text, "{\"body\":", 8);
  text_add_string(&text, body);
  text_addf(&text, ",\"of\":\"undongle-seat\"}");
  bool whole = !text.broken;
  if (whole) hash_text(text.bytes, text.length, seal);
  text_free(&text);
  return whole;
}

/** A text that is not whole holds nothing that could be believed: contact mends it. */
static bool parse_stored(char *text, struct stored *stored) {
  *stored = (struct stored){0};
  size_t length = strlen(text);
  char seal[key_size];
  if (length < 45 || text[43] != '\n') return false;
  while (length > 44 && strchr(" \r\n\t", text[length - 1]) != NULL) text[--length] = '\0';
  if (!seal_of(text + 44, seal) || memcmp(seal, text, 43) != 0) return false;
  struct json json;
  if (!json_parse(&json, text + 44, length - 44)) return false;
  bool whole = read_stored(&json, stored);
  json_free(&json);
  if (!whole) stored_free(stored);
  return whole;
}

static void add_key(struct text *text, const char *name, const char *x) {
  text_addf(text, "\"%s\":", name);
  if (x[0] == '\0')
    text_add(text, "null", 4);
  else
    text_addf(text, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"}", x);
}

static void add_string_or_null(struct text *text, const char *name, const char *value) {
  text_addf(text, ",\"%s\":", name);
  if (value == NULL)
    text_add(text, "null", 4);
  else
    text_add_string(text, value);
}

static void add_highest(struct text *text, const struct highest highest[2]) {
  const char *separator = "";
  text_addf(text, ",\"highest\":{");
  for (int source = 0; source < 2; source++) {
    if (!highest[source].known) continue;
    text_addf(text, "%s\"%s\":{\"jti\":\"%s\",\"seq\":%lld,\"statusVersion\":%lld}", separator, source_names[source], highest[source].jti,
              (long long)highest[source].sequence, (long long)highest[source].status_version);
    separator = ",";
  }
  text_addf(text, "}");
}

static void write_body(struct text *text, const struct stored *stored) {
  text_addf(text, "{\"format\":1,\"trust\":{");
  add_key(text, "root", stored->root);
  add_string_or_null(text, "keySet", stored->key_set);
  text_addf(text, ",\"keySetVersion\":%lld,", (long long)stored->key_set_version);
  add_key(text, "licenseServer", stored->machine);
  if (stored->seat[0] == '\0') {
    text_addf(text, "},\"seat\":null");
  } else {
    text_addf(text, "},\"seat\":{\"id\":\"%s\"", stored->seat);
    add_string_or_null(text, "lease", stored->lease);
    text_addf(text, ",\"version\":\"%s\"}", stored->version);
  }
  add_highest(text, stored->highest);
  const struct clock *clock = &stored->clock;
  if (!stored->has_clock) {
    text_addf(text, ",\"clock\":null}");
    return;
  }
  text_addf(text, ",\"clock\":{\"contactMs\":%lld,\"sinceContactMs\":%lld,\"highestMs\":%lld,\"bootId\":", (long long)clock->contact_ms,
            (long long)clock->since_contact_ms, (long long)clock->highest_ms);
  text_add_string(text, clock->boot_id);
  text_addf(text, ",\"bootMs\":%lld}}", (long long)clock->boot_ms);
}

/** Replaces the file in one step: a crash leaves the old one or the new one. */
static bool replace_file(const char *path, const char *text, size_t length) {
  struct text draft = {0};
  text_add(&draft, path, strlen(path));
  text_add(&draft, ".new", 4);
  if (draft.broken) return text_free(&draft), false;
  int file = open(draft.bytes, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool written = file >= 0;
  for (size_t at = 0; written && at < length;) {
    ssize_t more = write(file, text + at, length - at);
    if (more > 0) at += (size_t)more;
    else if (more == 0 || errno != EINTR) written = false;
  }
  if (file >= 0) {
    written = fsync(file) == 0 && written;
    written = close(file) == 0 && written;
  }
  written = written && rename(draft.bytes, path) == 0;
  text_free(&draft);
  return written;
}

/* ---- An open license ---- */

/** What lets this machine use a License Server of its network: where it is, by which certificate it is known, and a secret. */
struct join_token {
  char host[host_size], fingerprint[key_size], secret[key_size];
};

/** A License Server, or the cloud, and what is kept of it: each has a trust, a clock and a seat of its own. */
struct place {
  const undongle_license *license;
  char *folder, *path, *address;
  bool is_of_network;
  struct join_token token;
  char node[id_size], node_key[key_size]; /* of this machine, at a License Server of the network; empty while unread */
  CURL *curl;
  struct stored stored;
  bool is_unreached;
  char detail[160];       /* why it was not reached */
  int64_t retry_after_ms; /* as long its last answer wants it to be left alone */
};

enum { places_most = 2 };

struct undongle_license {
  char *product, *version, *user, *root, *machine_key;
  bool is_cloud, waits;
  struct place places[places_most]; /* whoever is reached first serves (docs/decisions/0013) */
  size_t place_count;
  const char *(*access_token)(void *, bool);
  int64_t (*now_ms)(void *);
  void *context;
  bool is_read, has_right;
  undongle_right right;
  unsigned failures;
#if HAS_THREADS
  mtx_t lock;
  cnd_t wake;
  thrd_t thread;
  bool has_lock, has_thread, stopping;
  undongle_listener *listener;
  void *listener_context;
#endif
};

static void lock(undongle_license *license) {
#if HAS_THREADS
  mtx_lock(&license->lock);
#else
  (void)license;
#endif
}

static void unlock(undongle_license *license) {
#if HAS_THREADS
  mtx_unlock(&license->lock);
#else
  (void)license;
#endif
}

static int64_t wall_ms(const undongle_license *license) {
  return license->now_ms == NULL ? milliseconds(CLOCK_REALTIME) : license->now_ms(license->context);
}

static struct reading read_clocks(const undongle_license *license) {
  struct reading reading = {.wall_ms = wall_ms(license)};
#ifdef CLOCK_BOOTTIME
  reading.boot_ms = milliseconds(CLOCK_BOOTTIME);
#else
  reading.boot_ms = milliseconds(CLOCK_MONOTONIC);
#endif
  read_boot_id(reading.boot_id);
  return reading;
}

/** @returns whether there is such a file, of text within the limit; `text` has to be freed in any case */
static bool read_file_text(const char *path, struct text *text) {
  *text = (struct text){.limit = answer_size_bytes};
  FILE *file = fopen(path, "rb");
  if (file == NULL) return false;
  char piece[4096];
  for (size_t size; (size = fread(piece, 1, sizeof piece, file)) > 0;) text_add(text, piece, size);
  fclose(file);
  return !text->broken && text->bytes != NULL && strlen(text->bytes) == text->length;
}

/** What cannot be read counts as nothing: then only contact helps. */
static void read_folders(undongle_license *license) {
  if (license->is_read) return;
  license->is_read = true;
  for (size_t index = 0; index < license->place_count; index++) {
    struct text text;
    if (read_file_text(license->places[index].path, &text)) parse_stored(text.bytes, &license->places[index].stored);
    text_free(&text);
  }
}

/** The folder of the one that stands by is in that of the first. */
static void make_folder(const struct place *place) {
  mkdir(place->license->places[0].folder, 0700);
  mkdir(place->folder, 0700);
}

/** An application does not stop because a disk is full; it only cannot start offline later. */
static void keep(const struct place *place) {
  struct text body = {0}, text = {0};
  char seal[key_size];
  write_body(&body, &place->stored);
  if (!body.broken && seal_of(body.bytes, seal)) {
    text_addf(&text, "%s\n", seal);
    text_add(&text, body.bytes, body.length);
    text_add(&text, "\n", 1);
    make_folder(place);
    if (!text.broken) (void)replace_file(place->path, text.bytes, text.length);
  }
  text_free(&body);
  text_free(&text);
}

/* ---- Trust: from the root to the keys that sign leases ---- */

/** A purpose that this version does not know is no fault: its key signs nothing that is asked for here. */
static bool read_published(const struct json *json, uint32_t node, struct document_key *key) {
  uint32_t found[7];
  char kid[516];
  if (!json_members(json, node, true, "kty crv x kid alg use undongle:purpose", found)) return false;
  if (!json_is_text(json, found[0], "OKP") || !json_is_text(json, found[1], "Ed25519") || !read_hash(json, found[2], key->x)) return false;
  if (!json_text(json, found[3], kid, sizeof kid, 1, 128) || strlen(kid) >= sizeof key->kid) return false;
  PUT(key->kid, kid);
  return json_is_text(json, found[4], "EdDSA") && json_is_text(json, found[5], "sig") &&
         json_text(json, found[6], key->purpose, sizeof key->purpose, 1, 64);
}

/** Opens a key set against a root that is already trusted, and adds its keys. @returns NULL, or the fault */
static const char *open_key_set(const char *text, const char *root, int64_t *version, struct believed *believed) {
  struct document_key root_key = {.purpose = "key-set"};
  char jkt[key_size];
  thumbprint(root, jkt);
  snprintf(root_key.kid, sizeof root_key.kid, "root-%s", jkt);
  PUT(root_key.x, root);
  struct document document;
  const char *fault = open_document(text, "key-set", &root_key, 1, &document);
  if (fault != NULL) return fault;
  const struct json *json = &document.claims;
  uint32_t found[4];
  int64_t issued_ms;
  bool whole = json_members(json, 0, true, "iss iat version keys", found) &&
               json_text(json, found[0], believed->issuer, sizeof believed->issuer, 1, 200) && read_seconds(json, found[1], &issued_ms) &&
               json_integer(json, found[2], 1, HIGHEST_INTEGER, version) && json_is(json, found[3], json_array) &&
               json->nodes[found[3]].children >= 1 && json->nodes[found[3]].children <= 64;
  if (whole) {
    for (uint32_t key = found[3] + 1; whole && key < json->nodes[found[3]].next; key = json->nodes[key].next)
      whole = read_published(json, key, &believed->keys[believed->count++]);
  }
  document_free(&document);
  return whole ? NULL : "malformed";
}

/** The stored key set is verified again each time: the store is a file that others may write. */
static void believe(const undongle_license *license, const struct stored *stored, struct believed *believed) {
  *believed = (struct believed){0};
  if (stored->machine[0] != '\0') {
    believed->has_machine = true;
    believed->count = 1;
    thumbprint(stored->machine, believed->keys[0].kid);
    PUT(believed->keys[0].purpose, "lease");
    PUT(believed->keys[0].x, stored->machine);
  }
  size_t without_cloud = believed->count;
  if (stored->root[0] == '\0' || stored->key_set == NULL) return;
  char jkt[key_size];
  thumbprint(stored->root, jkt);
  int64_t version = 0;
  bool is_right = (license->root == NULL || strcmp(license->root, jkt) == 0) &&
                  open_key_set(stored->key_set, stored->root, &version, believed) == NULL && version == stored->key_set_version;
  if (is_right) return;
  believed->count = without_cloud;
  believed->issuer[0] = '\0';
}

/** What a server says about keys. */
struct told_keys {
  bool has_cloud;
  char root[key_size], root_thumbprint[key_size], machine[key_size], machine_kid[key_size];
  char *key_set;
};

/** The first root and the first License Server are pinned; after that only a newer key set of that root changes anything. */
static const char *learn_keys(const undongle_license *license, struct stored *stored, const struct told_keys *keys) {
  char jkt[key_size], pinned[key_size] = "";
  thumbprint(keys->machine, jkt);
  if (strcmp(jkt, keys->machine_kid) != 0) return "wrong-license-server-key";
  if (stored->machine[0] == '\0') PUT(stored->machine, keys->machine);
  if (!keys->has_cloud) return NULL;
  thumbprint(keys->root, jkt);
  if (license->root != NULL)
    put_text(pinned, sizeof pinned, license->root);
  else if (stored->root[0] != '\0')
    thumbprint(stored->root, pinned);
  if (strcmp(jkt, keys->root_thumbprint) != 0 || (pinned[0] != '\0' && strcmp(pinned, jkt) != 0)) return "wrong-root";
  struct believed believed = {0};
  int64_t version;
  const char *fault = open_key_set(keys->key_set, keys->root, &version, &believed);
  if (fault != NULL) return fault;
  if (version < stored->key_set_version) return "older-key-set";
  char *copy = copy_text(keys->key_set);
  if (copy == NULL) return "out-of-memory";
  free(stored->key_set);
  stored->key_set = copy;
  stored->key_set_version = version;
  PUT(stored->root, keys->root);
  return NULL;
}

/* ---- Asking ---- */

/** What came of asking. `nobody` is also a server in trouble: neither is a reason to stop working. */
enum reached { reached_answer, reached_refusal, reached_nobody };

struct exchange {
  struct text body;
  struct json json;
  long status;
  char detail[160];
};

static void exchange_free(struct exchange *exchange) {
  json_free(&exchange->json);
  text_free(&exchange->body);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *body) {
  text_add(body, bytes, size * count);
  return ((struct text *)body)->broken ? 0 : size * count;
}

/** Lets only the certificate through that the join token names, whoever signed it; the handshake proves that the other side has its key. */
static int is_pinned_certificate(X509_STORE_CTX *context, void *fingerprint) {
  unsigned char hash[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  char found[key_size] = "";
  X509 *certificate = X509_STORE_CTX_get0_cert(context);
  if (certificate != NULL && X509_digest(certificate, EVP_sha256(), hash, &size) == 1 && size == 32) base64url_encode_hash(hash, found);
  bool is_right = strcmp(found, fingerprint) == 0;
  X509_STORE_CTX_set_error(context, is_right ? X509_V_OK : X509_V_ERR_CERT_REJECTED);
  return is_right;
}

static CURLcode pin_certificate(CURL *curl, void *context, void *fingerprint) {
  (void)curl;
  SSL_CTX_set_cert_verify_callback(context, is_pinned_certificate, fingerprint);
  return CURLE_OK;
}

/** Nobody else vouches for it: without the pin no certificate is believed at all. @returns false where libcurl has another TLS than this file */
static bool pin(CURL *curl, char *fingerprint) {
  char same[32];
  const char *built = curl_version_info(CURLVERSION_NOW)->ssl_version;
  snprintf(same, sizeof same, "OpenSSL/%d.", OPENSSL_VERSION_MAJOR);
  if (built == NULL || strncmp(built, same, strlen(same)) != 0) return false;
  curl_easy_setopt(curl, CURLOPT_CAINFO, NULL);
  curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L); /* the certificate itself is compared, its name says nothing */
  curl_easy_setopt(curl, CURLOPT_SSL_SESSIONID_CACHE, 0L); /* a resumed session shows no certificate */
  return curl_easy_setopt(curl, CURLOPT_SSL_CTX_DATA, fingerprint) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, pin_certificate) == CURLE_OK;
}

/** Sends one request. @returns whether a whole answer came, of whatever status */
static bool send_request(struct place *place, const char *method, const char *path, const char *body, const char *token,
                         struct exchange *exchange) {
  *exchange = (struct exchange){.body = {.limit = answer_size_bytes}};
  struct text url = {0}, authorization = {0};
  text_add(&url, place->address, strlen(place->address));
  text_add(&url, path, strlen(path));
  struct curl_slist *headers = curl_slist_append(NULL, "accept: application/json");
  if (body != NULL) headers = curl_slist_append(headers, "content-type: application/json");
  if (token != NULL) {
    text_addf(&authorization, "authorization: Bearer ");
    text_add(&authorization, token, strlen(token));
    if (!authorization.broken) headers = curl_slist_append(headers, authorization.bytes);
  }
  CURL *curl = place->curl;
  place->retry_after_ms = 0;
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, url.broken ? "" : url.bytes);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  if (body != NULL) curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange->body);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  if (!place->license->is_cloud) curl_easy_setopt(curl, CURLOPT_NOPROXY, "*"); /* this machine is not behind a proxy of itself */
#if LIBCURL_VERSION_NUM >= 0x075500
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
  CURLcode code = !place->is_of_network || pin(curl, place->token.fingerprint) ? curl_easy_perform(curl) : CURLE_NOT_BUILT_IN;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &exchange->status);
  curl_off_t retry_after_s = 0;
  if (code == CURLE_OK && curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &retry_after_s) == CURLE_OK && retry_after_s > 0)
    place->retry_after_ms = SECOND_MS * (retry_after_s > 3600 ? 3600 : (int64_t)retry_after_s);
  curl_slist_free_all(headers);
  text_free(&url);
  text_free(&authorization);
  if (code != CURLE_OK) PUT(exchange->detail, curl_easy_strerror(code));
  if (code == CURLE_PEER_FAILED_VERIFICATION && place->is_of_network)
    PUT(exchange->detail, "the License Server of the network shows another certificate than the join token names");
  return code == CURLE_OK;
}

/** Only a coded "no" of a server that works is a "no". */
static enum reached read_refusal(struct exchange *exchange, int64_t retry_after_ms, undongle_refusal *refusal) {
  uint32_t found[5];
  int64_t position = 0;
  const struct json *json = &exchange->json;
  char code[sizeof refusal->code], say[1024], next[1024];
  snprintf(exchange->detail, sizeof exchange->detail, "status %ld", exchange->status);
  if (exchange->status >= 500 || exchange->status == 429 || !json_members(json, 0, false, "code title next requestId position?", found))
    return reached_nobody;
  if (!json_text(json, found[0], code, sizeof code, 1, 40) || !json_text(json, found[1], say, sizeof say, 0, 1000)) return reached_nobody;
  if (!json_text(json, found[2], next, sizeof next, 0, 1000)) return reached_nobody;
  if (found[4] != 0 && !json_integer(json, found[4], 1, INT32_MAX, &position)) return reached_nobody;
  *refusal = (undongle_refusal){.position = (int)position, .retry_after_ms = position == 0 ? 0 : retry_after_ms};
  PUT(refusal->code, code);
  PUT(refusal->say, say);
  PUT(refusal->next, next);
  return reached_refusal;
}

static enum reached ask_once(struct place *place, const char *method, const char *path, const char *body, const char *token,
                             struct exchange *exchange, undongle_refusal *refusal) {
  if (!send_request(place, method, path, body, token, exchange)) return reached_nobody;
  if (exchange->body.bytes == NULL || !json_parse(&exchange->json, exchange->body.bytes, exchange->body.length)) {
    snprintf(exchange->detail, sizeof exchange->detail, "status %ld without JSON", exchange->status);
    return reached_nobody;
  }
  return exchange->status >= 200 && exchange->status < 300 ? reached_answer : read_refusal(exchange, place->retry_after_ms, refusal);
}

/** Asks the cloud with the access token of this machine; one that has ended is replaced once. */
static enum reached ask_as_machine(struct place *place, const char *method, const char *path, const char *body, struct exchange *exchange,
                                   undongle_refusal *refusal) {
  const undongle_license *license = place->license;
  const char *token = license->access_token(license->context, false);
  enum reached reached = ask_once(place, method, path, body, token, exchange, refusal);
  if (reached != reached_refusal || strcmp(refusal->code, "not-signed-in") != 0) return reached;
  exchange_free(exchange);
  token = license->access_token(license->context, true);
  return ask_once(place, method, path, body, token, exchange, refusal);
}

/* ---- The network: a License Server of another machine, which knows this one by a key of its own ---- */

static const char *after_blanks(const char *text) {
  return text + strspn(text, " \t\r\n");
}

/** A name or an address, and a port. */
static bool is_host(const char *host) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-";
  bool is_bracketed = host[0] == '[';
  const char *name = host + is_bracketed;
  size_t length = strspn(name, is_bracketed ? "0123456789abcdef:" : letters);
  if (length < 1 || length > 253 || (is_bracketed && name[length++] != ']') || name[length] != ':') return false;
  const char *port = name + length + 1;
  size_t digits = strspn(port, "0123456789");
  return digits >= 1 && digits <= 5 && port[digits] == '\0';
}

/** `undongle-join-1/<host>:<port>/<fingerprint>/<secret>`, as `undongle lan token` shows it. */
static bool read_join_token(const char *text, struct join_token *token) {
  static const char start[] = "undongle-join-1/";
  text = after_blanks(text);
  if (strncmp(text, start, sizeof start - 1) != 0) return false;
  text += sizeof start - 1;
  size_t length = strcspn(text, "/");
  if (length >= sizeof token->host || strlen(text) < length + 2 * key_size) return false;
  snprintf(token->host, sizeof token->host, "%.*s", (int)length, text);
  text += length;
  snprintf(token->fingerprint, sizeof token->fingerprint, "%.43s", text + 1);
  snprintf(token->secret, sizeof token->secret, "%.43s", text + 1 + key_size);
  return text[key_size] == '/' && *after_blanks(text + 2 * key_size) == '\0' && is_host(token->host) && is_hash(token->fingerprint) &&
         is_hash(token->secret);
}

static bool read_node(const char *path, struct place *place) {
  struct text text;
  struct json json;
  uint32_t found[2];
  bool whole = read_file_text(path, &text) && json_parse(&json, text.bytes, text.length);
  if (whole) {
    whole = json_members(&json, 0, true, "node key", found) && read_id(&json, found[0], "nod", place->node) &&
            read_hash(&json, found[1], place->node_key);
    json_free(&json);
  }
  text_free(&text);
  if (!whole) place->node[0] = '\0';
  return whole;
}

/**
 * The key by which this machine is known there. Made once and written before it is used: a key whose owner forgot it would leave a node
 * that nobody is. So of two applications that begin together one makes it, and the other reads it.
 */
static bool read_or_make_node(struct place *place) {
  if (place->node[0] != '\0') return true;
  struct text path = {0}, draft = {0}, json = {0};
  text_addf(&path, "%s/node.json", place->folder);
  unsigned char bytes[32];
  char node[id_size], key[key_size];
  bool has_node = !path.broken && read_node(path.bytes, place);
  if (!has_node && !path.broken && RAND_bytes(bytes, sizeof bytes) == 1 && make_id("nod", wall_ms(place->license), node)) {
    base64url_encode_hash(bytes, key);
    text_addf(&draft, "%s.%s", path.bytes, node);
    text_addf(&json, "{\"node\":\"%s\",\"key\":\"%s\"}", node, key);
    make_folder(place);
    if (!draft.broken && !json.broken && replace_file(draft.bytes, json.bytes, json.length)) {
      bool is_first = link(draft.bytes, path.bytes) == 0;
      /* One that nobody can read is in the way; or this file system has no links. */
      if (!is_first && !read_node(path.bytes, place)) (void)rename(draft.bytes, path.bytes);
      (void)unlink(draft.bytes);
      has_node = read_node(path.bytes, place);
    }
  }
  text_free(&path), text_free(&draft), text_free(&json);
  return has_node;
}

/** The same again is the same node. */
static enum reached join_network(struct place *place, struct exchange *exchange, undongle_refusal *refusal) {
  char name[65] = "", path[64];
  struct text body = {0};
  if (gethostname(name, sizeof name - 1) != 0 || name[0] == '\0') PUT(name, "nameless");
  snprintf(path, sizeof path, "/v1/nodes/%s", place->node);
  text_addf(&body, "{\"secret\":\"%s\",\"key\":\"%s\",\"name\":", place->token.secret, place->node_key);
  text_add_string(&body, name);
  text_add(&body, "}", 1);
  enum reached reached = body.broken ? reached_nobody : ask_once(place, "PUT", path, body.bytes, NULL, exchange, refusal);
  text_free(&body);
  return reached;
}

/** A machine that is unknown there has not joined yet, or was taken out: the join token lets it in. */
static enum reached ask_as_node(struct place *place, const char *method, const char *path, const char *body, struct exchange *exchange,
                                undongle_refusal *refusal) {
  char token[id_size + key_size];
  *exchange = (struct exchange){0};
  if (!read_or_make_node(place)) {
    PUT(exchange->detail, "no key of this machine can be kept in the folder");
    return reached_nobody;
  }
  snprintf(token, sizeof token, "%s.%s", place->node, place->node_key);
  enum reached reached = ask_once(place, method, path, body, token, exchange, refusal);
  if (exchange->status != 401) return reached;
  exchange_free(exchange);
  *exchange = (struct exchange){0};
  reached = join_network(place, exchange, refusal);
  if (reached != reached_answer) return reached;
  exchange_free(exchange);
  return ask_once(place, method, path, body, token, exchange, refusal);
}

/* ---- What is asked ---- */

static enum reached ask(struct place *place, const char *method, const char *path, const char *body, struct exchange *exchange,
                        undongle_refusal *refusal) {
  if (place->is_of_network) return ask_as_node(place, method, path, body, exchange, refusal);
  bool is_for_machine = place->license->is_cloud && strcmp(method, "GET") != 0;
  return is_for_machine ? ask_as_machine(place, method, path, body, exchange, refusal)
                        : ask_once(place, method, path, body, NULL, exchange, refusal);
}

static bool read_key_file(const struct json *json, uint32_t node, struct told_keys *keys) {
  uint32_t found[3];
  if (!json_members(json, node, true, "root keySet rootThumbprint", found)) return false;
  if (!read_key(json, found[0], keys->root) || !read_hash(json, found[2], keys->root_thumbprint)) return false;
  keys->key_set = json_copy(json, found[1], key_set_size_bytes);
  keys->has_cloud = keys->key_set != NULL;
  return keys->has_cloud;
}

static bool read_keys(const undongle_license *license, const struct json *json, struct told_keys *keys) {
  *keys = (struct told_keys){0};
  if (license->is_cloud) {
    PUT(keys->machine, license->machine_key);
    thumbprint(keys->machine, keys->machine_kid);
    return read_key_file(json, 0, keys);
  }
  uint32_t found[2], server[2];
  if (!json_members(json, 0, true, "cloud licenseServer", found) || !json_members(json, found[1], true, "kid key", server)) return false;
  if (!read_hash(json, server[0], keys->machine_kid) || !read_key(json, server[1], keys->machine)) return false;
  return json_is(json, found[0], json_null) || read_key_file(json, found[0], keys);
}

static enum reached ask_keys(struct place *place, struct told_keys *keys, undongle_refusal *refusal) {
  struct exchange exchange;
  *keys = (struct told_keys){0};
  enum reached reached = ask(place, "GET", "/v1/keys", NULL, &exchange, refusal);
  if (reached == reached_answer && !read_keys(place->license, &exchange.json, keys)) {
    free(keys->key_set);
    *keys = (struct told_keys){0};
    reached = reached_nobody;
    PUT(exchange.detail, "an answer about keys that is none of ours");
  }
  PUT(place->detail, exchange.detail);
  exchange_free(&exchange);
  return reached;
}

/** A seat as a server answers with it. */
struct told_seat {
  char *lease;
  int64_t renew_after_ms;
  bool offline;
};

static bool read_told_seat(const undongle_license *license, const struct json *json, struct told_seat *seat) {
  uint32_t found[5];
  char moment[32];
  int64_t expires_ms;
  *seat = (struct told_seat){0};
  bool is_cloud = license->is_cloud;
  if (!json_members(json, 0, true, is_cloud ? "lease renewAfter" : "lease renewAfter offline expiresAt source", found)) return false;
  if (!json_text(json, found[1], moment, sizeof moment, 24, 24) || !read_moment(moment, &seat->renew_after_ms)) return false;
  if (!is_cloud && (!json_boolean(json, found[2], &seat->offline) || !json_text(json, found[3], moment, sizeof moment, 24, 24) ||
                    !read_moment(moment, &expires_ms) || !json_is(json, found[4], json_string)))
    return false;
  seat->lease = json_copy(json, found[0], document_size_bytes);
  return seat->lease != NULL;
}

/** @param previous the lease it continues, where the cloud is asked; NULL without one */
static enum reached ask_seat(struct place *place, const char *id, const char *previous, struct told_seat *seat, undongle_refusal *refusal) {
  const undongle_license *license = place->license;
  struct exchange exchange;
  struct text body = {0};
  char path[64];
  *seat = (struct told_seat){0};
  snprintf(path, sizeof path, "/v1/leases/%s", id);
  text_addf(&body, "{\"product\":\"%s\",\"version\":\"%s\"", license->product, license->version);
  if (license->user != NULL) text_addf(&body, ",\"user\":\"%s\"", license->user);
  if (license->waits) text_addf(&body, ",\"waits\":true"); /* what an older License Server would not know is not said without need */
  if (license->is_cloud) add_string_or_null(&body, "previous", previous);
  text_add(&body, "}", 1);
  enum reached reached = body.broken ? reached_nobody : ask(place, "PUT", path, body.bytes, &exchange, refusal);
  if (body.broken) exchange = (struct exchange){0};
  if (reached == reached_answer && !read_told_seat(license, &exchange.json, seat)) {
    reached = reached_nobody;
    PUT(exchange.detail, "an answer about a seat that is none of ours");
  }
  PUT(place->detail, exchange.detail);
  exchange_free(&exchange);
  text_free(&body);
  return reached;
}

/* ---- Taking a seat: one step for checkout and renewal ---- */

/** From 0 to 1: many machines that lost the same server do not come back at the same moment. */
static double chance(void) {
  uint32_t value = 0;
  if (RAND_bytes((unsigned char *)&value, sizeof value) != 1) value = UINT32_MAX / 2;
  return value / 4294967295.0;
}

/** When the server said, but neither at once nor much later than hourly. */
static int64_t renew_delay_ms(int64_t renew_after_ms, int64_t now_ms) {
  int64_t wait_ms = renew_after_ms - now_ms;
  if (wait_ms < MINUTE_MS) wait_ms = MINUTE_MS;
  if (wait_ms > HOUR_MS) wait_ms = HOUR_MS;
  return (int64_t)((double)wait_ms * (0.9 + 0.1 * chance()));
}

/** Full jitter from 1 s to 5 min. */
static int64_t retry_delay_ms(unsigned failures) {
  int64_t ceiling_ms = SECOND_MS << (failures < 16 ? failures : 16);
  if (ceiling_ms > 5 * MINUTE_MS) ceiling_ms = 5 * MINUTE_MS;
  int64_t wait_ms = (int64_t)((double)ceiling_ms * chance());
  return wait_ms < SECOND_MS ? SECOND_MS : wait_ms;
}

enum contact { contact_none, contact_license_server, contact_cloud };

/** Decides whether a believed lease is enough to run now. The cloud's answer settles the time; anything less is judged by the clock rules. */
static bool decide_right(const struct lease *lease, enum contact contact, struct stored *stored, const struct reading *reading,
                         undongle_right *right, undongle_refusal *refusal) {
  const struct product *product = &lease->product;
  if (contact == contact_none && (product->metered || product->online_only)) return refuse(refusal, "offline-refused", "");
  if (!stored->has_clock) return refuse_end(refusal, "clock-state-unreadable");
  int64_t settled_ms = stored->clock.highest_ms;
  struct told told = tell_time(&stored->clock, reading);
  if (contact == contact_cloud) told = (struct told){time_trusted, settled_ms, settled_ms};
  if (told.kind == time_far_behind) return refuse_end(refusal, "clock-far-behind");
  int64_t until_ms = product->term_end_ms < lease->expires_ms ? product->term_end_ms : lease->expires_ms;
  int64_t now_ms = told.now_ms > lease->issued_ms ? told.now_ms : lease->issued_ms; /* never earlier than the lease itself */
  int64_t left_ms = until_ms - now_ms;
  if (left_ms <= 0) {
    bool jumped = told.kind == time_clock_ahead && told.believed_ms < until_ms;
    if (!jumped && told.now_ms >= product->term_end_ms) return refuse(refusal, "license-ended", "");
    return refuse_end(refusal, jumped ? "clock-ahead" : "lease-ended");
  }
  *right = (undongle_right){.until_ms = until_ms, .offline = contact != contact_cloud, .clock_behind = told.kind == time_clock_behind};
  right->warning_days = left_ms <= DAY_MS ? 1 : left_ms <= 3 * DAY_MS ? 3 : 0;
  PUT(right->source, source_names[lease->source]);
  PUT(right->license, product->license);
  PUT(right->line, product->line);
  PUT(right->product, product->code);
  PUT(right->name, product->name);
  PUT(right->generation, product->generation);
  PUT(right->company, lease->company);
  return true;
}

/** The stored lease is checked as if it had just come: the store is a file that others may write. */
static bool take_stored(struct place *place, undongle_right *right, undongle_refusal *refusal) {
  const undongle_license *license = place->license;
  const char *unreachable = license->is_cloud ? "cloud-unreachable" : "license-server-unreachable";
  struct stored *stored = &place->stored;
  if (stored->seat[0] == '\0' || stored->lease == NULL) return refuse(refusal, unreachable, place->detail);
  struct believed believed;
  struct lease lease;
  believe(license, stored, &believed);
  const char *machine = believed.has_machine ? believed.keys[0].kid : NULL;
  const char *fault = check_lease(stored->lease, &believed, machine, license->product, stored->highest, &lease);
  if (fault != NULL) return refuse_fault(refusal, "lease", fault);
  /* Only the License Server knows the cut-over version: a newer version of the application has to ask it once. */
  if (lease.source == from_dongle && is_newer(license->version, stored->version))
    return refuse(refusal, unreachable, "a dongle seat of an older version");
  struct reading reading = read_clocks(license);
  struct stored before = *stored; /* its texts stay where they are */
  if (!decide_right(&lease, contact_none, stored, &reading, right, refusal)) {
    *stored = before;
    return false;
  }
  keep(place);
  return true;
}

/** What a server answered, believed or not. `next` becomes what is stored only if it is. */
static bool take_answer(const undongle_license *license, struct stored *next, const struct told_keys *keys, const struct told_seat *seat,
                        undongle_right *right, undongle_refusal *refusal) {
  const char *fault = learn_keys(license, next, keys);
  if (fault != NULL) return refuse_fault(refusal, "keys", fault);
  struct believed believed;
  struct lease lease;
  believe(license, next, &believed);
  fault = check_lease(seat->lease, &believed, keys->machine_kid, license->product, next->highest, &lease);
  if (fault != NULL) return refuse_fault(refusal, "lease", fault);
  /* A cloud seat names the key of its machine: after a new installation the cloud's word outweighs the pin. */
  if (lease.source == from_cloud) PUT(next->machine, keys->machine);
  struct reading reading = read_clocks(license);
  contact_clock(&next->clock, &next->has_clock, &reading, lease.issued_ms);
  if (!decide_right(&lease, seat->offline ? contact_license_server : contact_cloud, next, &reading, right, refusal)) return false;
  struct highest *highest = &next->highest[lease.source];
  *highest = (struct highest){.known = true, .sequence = lease.sequence, .status_version = lease.status_version};
  PUT(highest->jti, lease.jti);
  char *copy = copy_text(seat->lease);
  if (copy == NULL) return refuse(refusal, "internal-error", "out of memory");
  free(next->lease);
  next->lease = copy;
  PUT(next->version, license->version);
  right->renew_at_ms = reading.wall_ms + renew_delay_ms(seat->renew_after_ms, reading.wall_ms);
  return true;
}

/** The id of a stored lease; empty where there is none that could be read. Nothing is believed of it. */
static void id_of_lease(const char *lease, char id[id_size]) {
  const char *payload = lease == NULL ? NULL : strchr(lease, '.');
  size_t length = payload == NULL ? 0 : strcspn(payload + 1, ".");
  char *text;
  struct json json;
  uint32_t jti;
  id[0] = '\0';
  if (payload == NULL || !open_part(payload + 1, length, &text, &json)) return;
  if (!json_members(&json, 0, false, "jti", &jti) || !read_id(&json, jti, "lse", id)) id[0] = '\0';
  json_free(&json);
  free(text);
}

static void keep_id(struct place *place, const struct stored *next) {
  PUT(place->stored.seat, next->seat);
  PUT(place->stored.version, next->version);
  keep(place);
}

/**
 * The id to ask under. A License Server knows a seat by one id as long as it lasts. The cloud gives each renewal an id of its own: it is
 * kept before it is sent, and used again until its answer has come, so that a lost answer takes no second seat.
 */
static bool choose_id(struct place *place, struct stored *next) {
  const undongle_license *license = place->license;
  char held[id_size];
  id_of_lease(next->lease, held);
  bool is_fresh = next->seat[0] == '\0' || (license->is_cloud && strcmp(held, next->seat) == 0);
  if (!is_fresh) return true;
  if (!make_id("lse", wall_ms(license), next->seat)) return false;
  if (next->version[0] == '\0') PUT(next->version, license->version);
  if (license->is_cloud) keep_id(place, next);
  return true;
}

/** Forgets the seat. Trust and clock stay. */
static void drop_seat(struct place *place) {
  place->stored.seat[0] = '\0';
  free(place->stored.lease);
  place->stored.lease = NULL;
  keep(place);
}

/** A refused id that has to be known the next time, or that is no use any more. */
static void keep_refused(struct place *place, const struct stored *next, const undongle_refusal *refusal) {
  /* It was given back by somebody: the next checkout starts anew. */
  if (place->license->is_cloud && strcmp(refusal->code, "lease-unknown") == 0) drop_seat(place);
  /* The place in the queue is kept under this id. */
  else if (refusal->position > 0 && place->stored.seat[0] == '\0') keep_id(place, next);
}

/** Asks one place. A lease that is not believed is a refusal too. */
static enum reached ask_place(struct place *place, undongle_right *right, undongle_refusal *refusal) {
  struct told_keys keys;
  enum reached reached = ask_keys(place, &keys, refusal);
  if (reached != reached_answer) return reached;
  struct stored next;
  struct told_seat seat = {0};
  if (!stored_copy(&next, &place->stored) || !choose_id(place, &next)) {
    refuse(refusal, "internal-error", "out of memory or randomness");
    reached = reached_refusal;
  } else {
    char previous[id_size];
    id_of_lease(next.lease, previous);
    reached = ask_seat(place, next.seat, previous[0] == '\0' ? NULL : previous, &seat, refusal);
    if (reached == reached_refusal) keep_refused(place, &next, refusal);
    if (reached == reached_answer && !take_answer(place->license, &next, &keys, &seat, right, refusal)) reached = reached_refusal;
    if (reached == reached_answer) {
      struct stored before = place->stored;
      place->stored = next;
      next = before;
      keep(place);
    }
  }
  stored_free(&next);
  free(seat.lease);
  free(keys.key_set);
  return reached;
}

static bool release_id(struct place *place, const char *id) {
  struct exchange exchange;
  undongle_refusal refusal;
  char path[64];
  snprintf(path, sizeof path, "/v1/leases/%s", id);
  bool heard = ask(place, "DELETE", path, NULL, &exchange, &refusal) == reached_answer;
  exchange_free(&exchange);
  return heard;
}

static bool release_place(struct place *place) {
  char seat[id_size], held[id_size];
  PUT(seat, place->stored.seat);
  if (seat[0] == '\0') return true;
  id_of_lease(place->stored.lease, held);
  drop_seat(place);
  bool heard = release_id(place, seat);
  /* A renewal whose answer was lost may have come to nothing: then it is the lease before it that holds the seat. */
  if (place->license->is_cloud && held[0] != '\0' && strcmp(held, seat) != 0) heard = release_id(place, held) && heard;
  return heard;
}

/** Where nobody is reached, or the one that stands by has no seat, the seat that is kept does. `refusal` is the one it said, or empty. */
static bool take_kept(undongle_license *license, undongle_right *right, undongle_refusal *refusal) {
  for (size_t index = 0; index < license->place_count; index++) {
    struct place *place = &license->places[index];
    undongle_refusal no;
    if (!place->is_unreached) continue;
    if (take_stored(place, right, &no)) {
      int64_t wait_ms = retry_delay_ms(++license->failures);
      /* Those who were turned away together do not come back together. */
      int64_t left_alone_ms = (int64_t)((double)place->retry_after_ms * (1 + chance() / 2));
      right->renew_at_ms = wall_ms(license) + (wait_ms > left_alone_ms ? wait_ms : left_alone_ms);
      return true;
    }
    if (refusal->code[0] == '\0') *refusal = no;
  }
  return false;
}

/** Whoever is reached first serves; the first one's "no" is a no (docs/decisions/0013). */
static bool take(undongle_license *license, undongle_right *right, undongle_refusal *refusal) {
  *refusal = (undongle_refusal){0};
  for (size_t index = 0; index < license->place_count; index++) {
    struct place *place = &license->places[index];
    undongle_refusal no;
    enum reached reached = ask_place(place, right, &no);
    place->is_unreached = reached == reached_nobody;
    if (reached == reached_answer) {
      license->failures = 0;
      /* The seat at the one that stood by is somebody else's now. */
      for (size_t behind = index + 1; behind < license->place_count; behind++) (void)release_place(&license->places[behind]);
      return true;
    }
    if (reached == reached_refusal) *refusal = no;
    if (reached == reached_refusal && index == 0) return false;
  }
  return take_kept(license, right, refusal);
}

/* ---- What the header promises ---- */

static char *without_last_slashes(const char *address) {
  char *copy = copy_text(address);
  for (size_t length = copy == NULL ? 0 : strlen(copy); length > 0 && copy[length - 1] == '/'; length--) copy[length - 1] = '\0';
  return copy;
}

/* As much as a file name and a string of JSON can take as it is; whether it is an address the server says. */
static bool is_user(const char *text) {
  size_t length = strlen(text);
  for (size_t at = 0; at < length; at++)
    if (text[at] <= ' ' || text[at] > '~' || text[at] == '"' || text[at] == '\\') return false;
  return length > 0 && length <= 254;
}

/* Two addresses never share a file, whatever characters a file name may not have. */
static void hash_of_user(const char *user, char hash[key_size]) {
  char lower[255];
  size_t length = 0;
  for (; user[length] != '\0' && length < sizeof lower; length++)
    lower[length] = user[length] >= 'A' && user[length] <= 'Z' ? (char)(user[length] - 'A' + 'a') : user[length];
  hash_text(lower, length, hash);
}

/* Each person has a seat, and so a file, of their own. */
static char *path_of(const char *folder, const char *product, const char *user) {
  struct text path = {0};
  text_add(&path, folder, strlen(folder));
  text_add(&path, "/", 1);
  text_add(&path, product, strlen(product));
  if (user != NULL) {
    char hash[key_size];
    hash_of_user(user, hash);
    text_addf(&path, ".%s", hash);
  }
  text_add(&path, ".seat", 5);
  if (path.broken) text_free(&path);
  return path.bytes;
}

/** The name may have changed since the token was made: then that one is asked, and must show the same certificate. */
static bool rename_host(struct join_token *token, const char *address) {
  const char *host = strstr(address, "://");
  host = host == NULL ? address : host + 3;
  size_t length = strcspn(host, "/");
  if (length >= sizeof token->host) return false;
  snprintf(token->host, sizeof token->host, "%.*s", (int)length, host);
  return is_host(token->host);
}

/** @param token NULL where `address` says enough. @returns false for a token that is none, or want of memory */
static bool open_place(undongle_license *license, const char *folder, const char *address, const char *token) {
  struct place *place = &license->places[license->place_count++];
  struct text of_network = {0};
  place->license = license;
  place->is_of_network = token != NULL;
  if (token != NULL) {
    if (!read_join_token(token, &place->token) || (address != NULL && !rename_host(&place->token, address))) return false;
    text_addf(&of_network, "https://%s", place->token.host);
    address = of_network.bytes;
  }
  place->address = address == NULL ? NULL : without_last_slashes(address);
  text_free(&of_network);
  place->folder = copy_text(folder);
  place->path = path_of(folder, license->product, license->user);
  place->curl = curl_easy_init();
  return place->address && place->folder && place->path && place->curl;
}

/** A folder of its own: it knows this machine by another key, and lends another seat. */
static bool open_standby(undongle_license *license, const char *folder, const char *standby) {
  struct text own = {0};
  bool is_address = strncmp(standby, "http:", 5) == 0 || strncmp(standby, "https:", 6) == 0;
  text_add(&own, folder, strlen(folder));
  text_add(&own, "/standby", 8);
  bool whole = !own.broken && open_place(license, own.bytes, is_address ? standby : NULL, is_address ? NULL : standby);
  text_free(&own);
  return whole;
}

static bool open_places(undongle_license *license, const undongle_options *options) {
  const char *server = options->server;
  if (server == NULL && options->join_token == NULL) server = "http://localhost:30304";
  if (!open_place(license, options->folder, options->cloud != NULL ? options->cloud : server, options->join_token)) return false;
  return options->standby == NULL || open_standby(license, options->folder, options->standby);
}

undongle_license *undongle_open(const undongle_options *options) {
  int64_t numbers[4];
  if (options->product == NULL || !is_code(options->product) || options->folder == NULL) return NULL;
  if (options->version == NULL || !read_version(options->version, numbers)) return NULL;
  if (options->user != NULL && !is_user(options->user)) return NULL;
  if (options->root != NULL && !is_hash(options->root)) return NULL;
  bool is_cloud = options->cloud != NULL;
  if (is_cloud && (options->machine_key == NULL || !is_hash(options->machine_key) || options->access_token == NULL)) return NULL;
  if (is_cloud && (options->join_token != NULL || options->standby != NULL)) return NULL;
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return NULL;
  undongle_license *license = calloc(1, sizeof *license);
  if (license == NULL) return NULL;
  license->product = copy_text(options->product);
  license->version = copy_text(options->version);
  license->user = copy_text(options->user);
  license->root = copy_text(options->root);
  license->machine_key = copy_text(options->machine_key);
  license->is_cloud = is_cloud;
  license->waits = options->waits;
  license->access_token = options->access_token;
  license->now_ms = options->now_ms;
  license->context = options->context;
  bool whole = license->product && license->version && (options->root == NULL || license->root) && (options->user == NULL || license->user) &&
               (options->machine_key == NULL || license->machine_key) && open_places(license, options);
#if HAS_THREADS
  license->has_lock = mtx_init(&license->lock, mtx_plain) == thrd_success;
  whole = whole && license->has_lock && cnd_init(&license->wake) == thrd_success;
#endif
  if (whole) return license;
  undongle_close(license);
  return NULL;
}

bool undongle_checkout(undongle_license *license, undongle_right *right, undongle_refusal *refusal) {
  lock(license);
  read_folders(license);
  license->has_right = take(license, right, refusal);
  if (license->has_right) license->right = *right;
  bool taken = license->has_right;
  unlock(license);
  return taken;
}

static bool is_untrusted(const undongle_refusal *refusal) {
  return strcmp(refusal->code, "document-refused") == 0 || strcmp(refusal->code, "lease-rolled-back") == 0;
}

bool undongle_renew(undongle_license *license, undongle_right *right, undongle_refusal *refusal) {
  lock(license);
  bool had_right = license->has_right;
  if (!had_right) {
    refuse(refusal, "internal-error", "undongle_renew before undongle_checkout");
  } else if (take(license, right, refusal)) {
    license->right = *right;
  } else if (is_untrusted(refusal) && license->right.until_ms > wall_ms(license)) {
    /* An answer nobody vouches for is worth as much as none: the seat goes on until its own end. */
    license->right.renew_at_ms = wall_ms(license) + retry_delay_ms(++license->failures);
    *right = license->right;
  } else {
    license->has_right = false;
  }
  bool has_right = license->has_right;
  unlock(license);
  return has_right;
}

#if HAS_THREADS
static int renew_until_stopped(void *of) {
  undongle_license *license = of;
  for (;;) {
    lock(license);
    int64_t wait_ms = license->right.renew_at_ms - wall_ms(license);
    if (wait_ms > license->right.until_ms - wall_ms(license)) wait_ms = license->right.until_ms - wall_ms(license);
    if (wait_ms < SECOND_MS) wait_ms = SECOND_MS;
    struct timespec until;
    timespec_get(&until, TIME_UTC);
    until.tv_sec += (time_t)(wait_ms / SECOND_MS);
    int woken = thrd_success;
    while (!license->stopping && woken == thrd_success) woken = cnd_timedwait(&license->wake, &license->lock, &until);
    bool stopping = license->stopping;
    unlock(license);
    if (stopping) return 0;
    undongle_right right;
    undongle_refusal refusal;
    bool has_right = undongle_renew(license, &right, &refusal);
    license->listener(license->listener_context, has_right ? &right : NULL, has_right ? NULL : &refusal);
    if (!has_right) return 0;
  }
}
#endif

bool undongle_renew_in_background(undongle_license *license, undongle_listener *listener, void *context) {
#if HAS_THREADS
  if (license->has_thread || !license->has_right) return false;
  license->listener = listener;
  license->listener_context = context;
  license->stopping = false;
  license->has_thread = thrd_create(&license->thread, renew_until_stopped, license) == thrd_success;
  return license->has_thread;
#else
  (void)license, (void)listener, (void)context;
  return false;
#endif
}

static void stop_thread(undongle_license *license) {
#if HAS_THREADS
  if (!license->has_thread) return;
  lock(license);
  license->stopping = true;
  cnd_signal(&license->wake);
  unlock(license);
  thrd_join(license->thread, NULL);
  license->has_thread = false;
#else
  (void)license;
#endif
}

bool undongle_release(undongle_license *license) {
  stop_thread(license);
  lock(license);
  read_folders(license);
  license->has_right = false;
  bool heard = true;
  for (size_t index = 0; index < license->place_count; index++) heard = release_place(&license->places[index]) && heard;
  unlock(license);
  return heard;
}

static void close_place(struct place *place) {
  if (place->curl != NULL) curl_easy_cleanup(place->curl);
  stored_free(&place->stored);
  free(place->folder);
  free(place->path);
  free(place->address);
}

void undongle_close(undongle_license *license) {
  if (license == NULL) return;
  stop_thread(license);
#if HAS_THREADS
  if (license->has_lock) {
    mtx_destroy(&license->lock);
    cnd_destroy(&license->wake);
  }
#endif
  for (size_t index = 0; index < license->place_count; index++) close_place(&license->places[index]);
  free(license->product);
  free(license->version);
  free(license->user);
  free(license->root);
  free(license->machine_key);
  free(license);
}

/* ---- Points ---- */

bool undongle_new_consumption(undongle_license *license, char id[UNDONGLE_CONSUMPTION_SIZE]) {
  return make_id("mte", wall_ms(license), id);
}

/** What was left after the entry that a server answers with. */
static bool read_balance(const struct json *json, const char *id, int64_t *balance) {
  uint32_t entry, found[2];
  if (!json_members(json, 0, true, "entry", &entry) || !json_members(json, entry, false, "id balance", found)) return false;
  return json_is_text(json, found[0], id) && json_integer(json, found[1], 0, HIGHEST_INTEGER, balance);
}

static enum reached ask_points(undongle_license *license, const char *id, int32_t points, int64_t *balance, undongle_refusal *refusal) {
  struct exchange exchange;
  char path[64], body[128];
  snprintf(path, sizeof path, "/v1/consumptions/%s", id);
  snprintf(body, sizeof body, "{\"product\":\"%s\",\"points\":%ld}", license->product, (long)points);
  enum reached reached = ask(&license->places[0], "PUT", path, body, &exchange, refusal);
  if (reached == reached_answer && !read_balance(&exchange.json, id, balance)) reached = reached_nobody;
  if (reached == reached_nobody) refuse(refusal, "points-unsettled", exchange.detail);
  exchange_free(&exchange);
  return reached;
}

/* An answer that was lost is asked for once more at once; after that the application knows when it is worth trying. */
bool undongle_consume(undongle_license *license, const char *id, int32_t points, int64_t *balance, undongle_refusal *refusal) {
  int64_t left = 0;
  enum reached reached = reached_nobody;
  if (!is_id(id, "mte")) return refuse(refusal, "internal-error", "not an id of undongle_new_consumption");
  lock(license);
  for (int tries = 0; tries < 2 && reached == reached_nobody; tries++) reached = ask_points(license, id, points, &left, refusal);
  unlock(license);
  if (balance != NULL) *balance = left;
  return reached == reached_answer;
}

const char *undongle_version(void) {
  return UNDONGLE_VERSION;
}
