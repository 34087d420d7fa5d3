// SPDX-License-Identifier: GPL-3.0-or-later
// The yardstick for `si64 ledger transfer --from`: the same rows, written by hand in C.
//
//   reference LEDGER.sqlite LINES.jsonl COMMIT_EVERY ACTOR TIME_MS
//
// It appends to a ledger that si64 made, so the schema is si64's own, and it leaves a journal that
// si64 verifies: `run` compares the head hashes of both. It does what a careful C programmer would
// do and no more: statements prepared once, accounts and balances in memory, changed balances
// written at each commit. COMMIT_EVERY 0 is one commit for all.

#include <sodium.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_BYTES = 128, LINE_MAX_BYTES = 4096, HEX = crypto_hash_sha256_BYTES * 2 };

struct account {
  char name[NAME_MAX_BYTES + 1];
  sqlite3_int64 id, balance;
  int has_floor, is_dirty;
  struct account *next;
};

struct transfer {
  char from[NAME_MAX_BYTES + 1], to[NAME_MAX_BYTES + 1], amount[32], key[NAME_MAX_BYTES + 1];
};

struct ledger {
  sqlite3 *db;
  sqlite3_stmt *insert_entry, *insert_key, *insert_posting, *upsert_balance;
  struct account *buckets[1 << 16];
  struct account **dirty;
  size_t dirty_count, account_count;
  char head[HEX + 1];
  sqlite3_int64 sequence, tx;
};

static void fail(const char *what) {
  fprintf(stderr, "reference: %s\n", what);
  exit(1);
}

static void check(struct ledger *ledger, int status) {
  if (status != SQLITE_OK && status != SQLITE_DONE) fail(sqlite3_errmsg(ledger->db));
}

static void execute(struct ledger *ledger, const char *sql) {
  check(ledger, sqlite3_exec(ledger->db, sql, NULL, NULL, NULL));
}

static sqlite3_stmt *prepare(struct ledger *ledger, const char *sql) {
  sqlite3_stmt *statement;
  const unsigned flags = SQLITE_PREPARE_PERSISTENT;
  check(ledger, sqlite3_prepare_v3(ledger->db, sql, -1, flags, &statement, NULL));
  return statement;
}

static void run(struct ledger *ledger, sqlite3_stmt *statement) {
  check(ledger, sqlite3_step(statement));
  sqlite3_reset(statement);
}

// SQLite need not copy text that stays in place until the statement has run.
static void bind_text(sqlite3_stmt *statement, int index, const char *text) {
  sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
}

// MARK: Accounts

static size_t bucket(const char *name) {
  uint32_t hash = 2166136261u;
  for (; *name; name++) hash = (hash ^ (unsigned char)*name) * 16777619u;
  return hash & 0xFFFF;
}

static struct account *find(struct ledger *ledger, const char *name) {
  struct account *account = ledger->buckets[bucket(name)];
  while (account && strcmp(account->name, name) != 0) account = account->next;
  if (!account) fail("there is no such account");
  return account;
}

static void load_accounts(struct ledger *ledger) {
  sqlite3_stmt *rows = prepare(
      ledger,
      "SELECT id, name, coalesce(amount, 0) FROM account LEFT JOIN balance"
      " ON account = id AND asset = 'SOL' WHERE frozen = 0");
  while (sqlite3_step(rows) == SQLITE_ROW) {
    struct account *account = calloc(1, sizeof *account);
    if (!account) fail("no memory");
    account->id = sqlite3_column_int64(rows, 0);
    snprintf(account->name, sizeof account->name, "%s", (const char *)sqlite3_column_text(rows, 1));
    account->balance = sqlite3_column_int64(rows, 2);
    account->has_floor = strcmp(account->name, "world") != 0;
    account->next = ledger->buckets[bucket(account->name)];
    ledger->buckets[bucket(account->name)] = account;
    ledger->account_count++;
  }
  sqlite3_finalize(rows);
  ledger->dirty = calloc(ledger->account_count, sizeof *ledger->dirty);
  if (!ledger->dirty) fail("no memory");
}

static void change(struct ledger *ledger, struct account *account, sqlite3_int64 amount) {
  if (__builtin_add_overflow(account->balance, amount, &account->balance)) fail("overflow");
  if (account->has_floor && account->balance < 0) fail("insufficient funds");
  if (account->is_dirty) return;
  account->is_dirty = 1;
  ledger->dirty[ledger->dirty_count++] = account;
}

static void write_balances(struct ledger *ledger) {
  for (size_t i = 0; i < ledger->dirty_count; i++) {
    struct account *account = ledger->dirty[i];
    sqlite3_bind_int64(ledger->upsert_balance, 1, account->id);
    sqlite3_bind_int64(ledger->upsert_balance, 2, account->balance);
    run(ledger, ledger->upsert_balance);
    account->is_dirty = 0;
  }
  ledger->dirty_count = 0;
}

// MARK: Input

// Copies the text of one member. The generator escapes nothing, so a search will do.
static const char *member(const char *line, const char *name, char *text, size_t size) {
  const char *start = strstr(line, name);
  if (!start) fail("a line lacks a member");
  start += strlen(name);
  size_t length = strcspn(start, "\"");
  if (length >= size) fail("a text is too long");
  memcpy(text, start, length);
  text[length] = 0;
  return start + length;
}

static struct transfer parse(const char *line) {
  struct transfer transfer;
  line = member(line, "\"from\":\"", transfer.from, sizeof transfer.from);
  line = member(line, "\"to\":\"", transfer.to, sizeof transfer.to);
  line = member(line, "\"amount\":\"", transfer.amount, sizeof transfer.amount);
  member(line, "\"idempotency_key\":\"", transfer.key, sizeof transfer.key);
  return transfer;
}

// SOL has nine decimals.
static sqlite3_int64 lamports(const char *text) {
  sqlite3_int64 whole = 0;
  int decimals = -1;
  for (; *text == '.' || (*text >= '0' && *text <= '9'); text++) {
    if (*text == '.') {
      decimals = 0;
      continue;
    }
    if (__builtin_mul_overflow(whole, 10, &whole)) fail("overflow");
    if (__builtin_add_overflow(whole, *text - '0', &whole)) fail("overflow");
    if (decimals >= 0) decimals++;
  }
  if (strcmp(text, "SOL") != 0 || decimals > 9) fail("not an amount");
  for (decimals = decimals < 0 ? 0 : decimals; decimals < 9; decimals++)
    if (__builtin_mul_overflow(whole, 10, &whole)) fail("overflow");
  return whole;
}

// MARK: Journal

static void hash(const char *first, size_t first_length, const char *second, size_t length,
                 char *hex) {
  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  crypto_hash_sha256_update(&state, (const unsigned char *)first, first_length);
  crypto_hash_sha256_update(&state, (const unsigned char *)second, length);
  crypto_hash_sha256_final(&state, digest);
  sodium_bin2hex(hex, HEX + 1, digest, sizeof digest);
}

static void write_posting(
    struct ledger *ledger, const struct account *from, const struct account *to,
    sqlite3_int64 amount, sqlite3_int64 time) {
  sqlite3_stmt *insert = ledger->insert_posting;
  sqlite3_bind_int64(insert, 1, ledger->tx);
  sqlite3_bind_int64(insert, 2, ledger->sequence);
  sqlite3_bind_int64(insert, 3, from->id);
  sqlite3_bind_int64(insert, 4, to->id);
  sqlite3_bind_int64(insert, 5, amount);
  sqlite3_bind_int64(insert, 6, time);
  run(ledger, insert);
}

static void write_key(struct ledger *ledger, const char *key, const char *arguments) {
  bind_text(ledger->insert_key, 1, key);
  bind_text(ledger->insert_key, 2, arguments);
  sqlite3_bind_int64(ledger->insert_key, 3, ledger->sequence);
  run(ledger, ledger->insert_key);
}

static void write_entry(struct ledger *ledger, const char *entry, size_t length) {
  hash(ledger->head, HEX, entry, length, ledger->head);
  sqlite3_bind_int64(ledger->insert_entry, 1, ledger->sequence);
  bind_text(ledger->insert_entry, 2, ledger->head);
  sqlite3_bind_text(ledger->insert_entry, 3, entry, (int)length, SQLITE_STATIC);
  run(ledger, ledger->insert_entry);
}

static void post(
    struct ledger *ledger, const struct transfer *transfer, const char *actor, sqlite3_int64 time) {
  struct account *from = find(ledger, transfer->from), *to = find(ledger, transfer->to);
  sqlite3_int64 amount = lamports(transfer->amount);
  char arguments[HEX + 1], text[LINE_MAX_BYTES];
  int length = snprintf(
      text, sizeof text,
      "{\"values\":{\"amount\":\"%lld.%09lld SOL\",\"from\":\"%s\",\"to\":\"%s\"},"
      "\"verb\":\"ledger transfer\"}",
      amount / 1000000000, amount % 1000000000, transfer->from, transfer->to);
  hash("", 0, text, (size_t)length, arguments);
  ledger->sequence++;
  ledger->tx++;
  change(ledger, from, -amount);
  change(ledger, to, amount);
  write_posting(ledger, from, to, amount, time);
  write_key(ledger, transfer->key, arguments);
  length = snprintf(
      text, sizeof text,
      "{\"actor\":\"%s\",\"arguments\":\"%s\",\"command\":\"ledger transfer\",\"key\":\"%s\","
      "\"postings\":[{\"amount\":\"%lld\",\"asset\":\"SOL\",\"destination\":\"%s\","
      "\"source\":\"%s\"}],\"sequence\":%lld,\"time\":%lld,\"tx\":%lld}",
      actor, arguments, transfer->key, amount, transfer->to, transfer->from, ledger->sequence, time,
      ledger->tx);
  write_entry(ledger, text, (size_t)length);
}

static void open_ledger(struct ledger *ledger, const char *path) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
  check(ledger, sqlite3_open_v2(path, &ledger->db, flags, NULL));
  execute(ledger, "PRAGMA journal_mode = WAL");
  execute(ledger, "PRAGMA synchronous = FULL");
  ledger->insert_entry =
      prepare(ledger, "INSERT INTO journal (sequence, hash, entry) VALUES (?, ?, ?)");
  ledger->insert_key =
      prepare(ledger, "INSERT INTO idempotency (key, arguments, sequence) VALUES (?, ?, ?)");
  ledger->insert_posting = prepare(
      ledger,
      "INSERT INTO posting (tx, leg, sequence, source, destination, asset, amount, time, effective)"
      " VALUES (?1, 0, ?2, ?3, ?4, 'SOL', ?5, ?6, ?6)");
  ledger->upsert_balance = prepare(
      ledger,
      "INSERT INTO balance (account, asset, amount) VALUES (?, 'SOL', ?)"
      " ON CONFLICT (account, asset) DO UPDATE SET amount = excluded.amount");
}

static void read_head(struct ledger *ledger) {
  sqlite3_stmt *row = prepare(
      ledger,
      "SELECT sequence, hash, (SELECT coalesce(max(tx), 0) FROM posting)"
      " FROM journal ORDER BY sequence DESC LIMIT 1");
  if (sqlite3_step(row) != SQLITE_ROW) fail("the journal is empty");
  ledger->sequence = sqlite3_column_int64(row, 0);
  memcpy(ledger->head, sqlite3_column_text(row, 1), HEX + 1);
  ledger->tx = sqlite3_column_int64(row, 2);
  sqlite3_finalize(row);
}

int main(int count, char **arguments) {
  static struct ledger ledger;
  if (count != 6) fail("LEDGER LINES COMMIT_EVERY ACTOR TIME_MS");
  if (sodium_init() < 0) fail("libsodium does not start");
  open_ledger(&ledger, arguments[1]);
  FILE *lines = fopen(arguments[2], "r");
  if (!lines) fail("cannot open the lines");
  long every = atol(arguments[3]);
  sqlite3_int64 time = atoll(arguments[5]);
  execute(&ledger, "BEGIN IMMEDIATE");
  load_accounts(&ledger);
  read_head(&ledger);
  static char line[LINE_MAX_BYTES];
  for (long number = 0; fgets(line, sizeof line, lines); number++) {
    if (every > 0 && number > 0 && number % every == 0) {
      write_balances(&ledger);
      execute(&ledger, "COMMIT");
      execute(&ledger, "BEGIN IMMEDIATE");
    }
    struct transfer transfer = parse(line);
    post(&ledger, &transfer, arguments[4], time);
    printf("tx-%lld\n", ledger.tx);
  }
  write_balances(&ledger);
  execute(&ledger, "COMMIT");
  fclose(lines);
  sqlite3_finalize(ledger.insert_entry);
  sqlite3_finalize(ledger.insert_key);
  sqlite3_finalize(ledger.insert_posting);
  sqlite3_finalize(ledger.upsert_balance);
  return sqlite3_close(ledger.db) == SQLITE_OK ? 0 : 1;
}
