// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore

/// Times as tests write them.
enum Instants {
  static func milliseconds(_ text: String) throws -> Int64 {
    try Timestamp(parsing: text).milliseconds
  }
}
