// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money

/// A journal for Beancount 2. Accounts and commodities carry their own names as metadata `si64`.
enum BeancountExport {
  static func write(_ source: ExportSource, to outlet: ExportOutlet) throws {
    try outlet.write("option \"title\" \"si64\"\n\n")
    for asset in try source.assets() {
      try outlet.write("1970-01-01 commodity \(BeancountName.commodity(asset))\n")
      try outlet.write("  si64: \(quoted(asset.code))\n")
    }
    try outlet.write("\n")
    try source.eachAccount { account in
      try outlet.write("1970-01-01 open \(BeancountName.account(account.name))\n")
      try outlet.write("  si64: \(quoted(account.name))\n")
    }
    try source.eachDatedTransaction { dated in
      for part in dated.parts {
        try outlet.write(text(dated.transaction, part.postings, part.time))
      }
    }
  }

  /// Postings that happened at one time: Beancount has no dates of single postings.
  private static func text(
    _ transaction: Transaction, _ postings: [Posting], _ time: Timestamp
  ) -> String {
    let details = transaction.details
    // What all of it says in one place is not repeated behind each posting.
    let effective = time == transaction.time ? transaction.effective : time
    var text = "\n\(time.date) * \(quoted(transaction.command))\n"
    for (name, value) in [
      ("id", transaction.displayID), ("time", transaction.time.text),
      ("effective", effective?.text), ("job_id", details.jobID),
      ("note", details.note), ("reason", details.reason), ("external_id", details.externalID),
      ("reverts", details.reverts.map { "tx-\($0)" }),
    ] {
      if let value { text += "  \(name): \(quoted(value))\n" }
    }
    for posting in postings {
      let amount = "\(posting.amount.text) \(BeancountName.commodity(posting.amount.asset))"
      let own =
        posting.effective.flatMap { $0 == effective ? nil : $0 }
        .map { "    effective: \(quoted($0.text))\n" } ?? ""
      text += "  \(BeancountName.account(posting.source))  -\(amount)\n\(own)"
      text += "  \(BeancountName.account(posting.destination))  \(amount)\n\(own)"
    }
    return text
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for character in text.unicodeScalars {
      switch character {
      case "\"", "\\": result += "\\\(character)"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(character)
      }
    }
    return result + "\""
  }
}
