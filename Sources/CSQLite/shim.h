// SPDX-License-Identifier: GPL-3.0-or-later
#include <sqlite3.h>

// Swift cannot call a function with variable arguments. Nobody here asks SQLite for its memory
// statistics, and without them its allocator takes no lock.
static inline int si64_sqlite_without_statistics(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
