// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money

/// A journal for hledger, which Ledger reads as well. Every posting becomes two, so that a
/// transaction's pairs can still be told apart.
///
/// Account names stay as they are: of the characters they can have, neither program gives a meaning
/// to any but the colon, and that is ours as well. The tag `si64` repeats them, for other readers
/// that rename.
enum HledgerExport {
  private static let tags = [
    "si64", "time", "effective", "job_id", "note", "reason", "external_id", "reverts",
  ]

  static func write(_ source: ExportSource, to outlet: ExportOutlet) throws {
    for asset in try source.assets() {
      try outlet.write("commodity \(symbol(asset))\n")
      // Ledger takes no format that ends in its decimal mark, hledger none without one.
      guard asset.decimals > 0 else { continue }
      let zeros = String(repeating: "0", count: asset.decimals)
      try outlet.write("    format 1000.\(zeros) \(symbol(asset))\n")
    }
    try outlet.write("\n" + tags.map { "tag \($0)\n" }.joined() + "\n")
    try source.eachAccount {
      try outlet.write("account \($0.name)\n" + JournalText.tag("si64", $0.name))
    }
    try source.eachDatedTransaction { try outlet.write(text($0)) }
  }

  private static func text(_ dated: DatedTransaction) -> String {
    let transaction = dated.transaction
    let details = transaction.details
    var text = "\n\(dated.time.date) (\(transaction.displayID)) \(transaction.command)\n"
    for (name, value) in [
      ("time", transaction.time.text), ("effective", transaction.effective?.text),
      ("job_id", details.jobID), ("note", details.note), ("reason", details.reason),
      ("external_id", details.externalID), ("reverts", details.reverts.map { "tx-\($0)" }),
    ] {
      if let value { text += JournalText.tag(name, value) }
    }
    for posting in transaction.postings {
      let amount = "\(posting.amount.text) \(symbol(posting.amount.asset))"
      let own = comment(posting, dated)
      text += "    \(posting.source)  -\(amount)\(own)    \(posting.destination)  \(amount)\(own)"
    }
    return text
  }

  /// What stands behind a posting: its date where it is not the transaction's, once for hledger and
  /// once for Ledger, and its time.
  private static func comment(_ posting: Posting, _ dated: DatedTransaction) -> String {
    let date = dated.time(of: posting).date
    var text = date == dated.time.date ? "\n" : "  ; date:\(date)\n    ; [\(date)]\n"
    if let effective = posting.effective { text += JournalText.tag("effective", effective.text) }
    return text
  }

  /// Symbols with anything but letters need quotes.
  private static func symbol(_ asset: Asset) -> String {
    let isPlain = asset.code.utf8.allSatisfy {
      (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
    }
    return isPlain ? asset.code : "\"\(asset.code)\""
  }
}
