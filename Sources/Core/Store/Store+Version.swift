// SPDX-License-Identifier: GPL-3.0-or-later
import CSQLite

extension Store {
  /// The version of SQLite, `3.40.1`, and whether it has all that is used here.
  package static var sqlite: (version: String, isEnough: Bool) {
    (String(cString: sqlite3_libversion()), sqlite3_libversion_number() >= 3_037_000)
  }
}
