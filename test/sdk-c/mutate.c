/* Bends signed documents and stored seats: the parsers have to stay inside their memory, and nothing bent may be believed. */
#include "../../sdk/c/undongle.c"

static uint64_t seed = 0x5eed;

static uint32_t next_random(uint32_t below) {
  seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
  return (uint32_t)(seed % below);
}

static char *read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  struct text text = {0};
  char piece[4096];
  if (file == NULL) exit(2);
  for (size_t size; (size = fread(piece, 1, sizeof piece, file)) > 0;) text_add(&text, piece, size);
  fclose(file);
  return text.bytes;
}

/** A copy with up to four changes: a byte turned, a piece cut out, a piece twice, a character of JSON put in. */
static char *bend(const char *text) {
  static const char letters[] = "{}[]\",:.\\u0e-+ \n";
  size_t length = strlen(text);
  char *copy = malloc(2 * length + 64);
  memcpy(copy, text, length + 1);
  for (uint32_t changes = 1 + next_random(4); changes > 0 && length > 8; changes--) {
    size_t at = next_random((uint32_t)length - 8), size = 1 + next_random(7);
    switch (next_random(4)) {
      case 0: copy[at] = (char)(1 + next_random(255)); break;
      case 1: memmove(copy + at, copy + at + size, length - at - size + 1), length -= size; break;
      case 2: memmove(copy + at + size, copy + at, length - at + 1), length += size; break;
      default: copy[at] = letters[next_random(sizeof letters - 1)];
    }
  }
  return copy;
}

/** Bends the JSON within a document too, where a change of base64url would hardly ever reach. */
static void bend_claims(const char *document) {
  const char *payload = strchr(document, '.') + 1;
  size_t length = strcspn(payload, "."), size = base64url_size(length);
  char *claims = malloc(size + 1);
  base64url_decode(payload, length, (unsigned char *)claims);
  claims[size] = '\0';
  char *bent = bend(claims);
  struct json json;
  struct lease lease;
  if (json_parse(&json, bent, strlen(bent))) {
    (void)read_claims(&json, "clinic-scan", &lease);
    json_free(&json);
  }
  free(bent);
  free(claims);
}

/** `mutate STORE COUNT`, with the file of a seat that was taken. @returns 0 when only the whole one was believed */
int main(int count, char **arguments) {
  if (count != 3) return 2;
  char *file = read_file(arguments[1]), *copy = copy_text(file);
  struct stored stored;
  struct believed believed;
  struct lease lease;
  struct highest nothing_seen[2] = {{0}};
  const undongle_license license = {0};
  if (!parse_stored(copy, &stored)) return 3;
  believe(&license, &stored, &believed);
  const char *machine = believed.keys[0].kid;
  if (check_lease(stored.lease, &believed, machine, "clinic-scan", nothing_seen, &lease) != NULL) return 4;
  int accepted = 0;
  for (long left = strtol(arguments[2], NULL, 10); left > 0; left--) {
    char *bent_lease = bend(stored.lease), *bent_set = bend(stored.key_set), *bent_file = bend(file);
    struct believed other = {0};
    struct stored read;
    int64_t version;
    if (check_lease(bent_lease, &believed, machine, "clinic-scan", nothing_seen, &lease) == NULL) accepted += strcmp(bent_lease, stored.lease) != 0;
    if (open_key_set(bent_set, stored.root, &version, &other) == NULL) accepted += strcmp(bent_set, stored.key_set) != 0;
    char *whole = copy_text(bent_file);
    if (parse_stored(bent_file, &read)) stored_free(&read), accepted += strncmp(whole, file, 44) != 0;
    bend_claims(stored.lease);
    free(whole), free(bent_lease), free(bent_set), free(bent_file);
  }
  stored_free(&stored);
  free(copy), free(file);
  printf("%d\n", accepted);
  return accepted == 0 ? 0 : 5;
}
