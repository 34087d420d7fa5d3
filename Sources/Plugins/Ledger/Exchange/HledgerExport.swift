// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money

/// A journal for hledger. Every posting becomes two, so that a transaction's pairs can still be
/// told apart.
///
/// Account names stay as they are: of the characters they can have, hledger gives a meaning to none
/// but the colon, and that is ours as well. The tag `si64:` repeats them, for other readers that
/// rename.
enum HledgerExport {
  static func write(_ source: ExportSource, to outlet: ExportOutlet) throws {
    try outlet.write("decimal-mark .\n\n")
    for asset in try source.assets() {
      let zeros = String(repeating: "0", count: asset.decimals)
      try outlet.write("commodity 1000.\(zeros) \(symbol(asset))\n")
    }
    try outlet.write("\n")
    try source.eachAccount { try outlet.write("account \($0.name)  ; si64:\($0.name)\n") }
    try source.eachTransaction { try outlet.write(text($0, dated: source.time(of: $0))) }
  }

  private static func text(_ transaction: Transaction, dated time: Timestamp) -> String {
    let details = transaction.details
    var text = "\n\(time.date) (\(transaction.displayID)) \(transaction.command)\n"
    for (name, value) in [
      ("time", transaction.time.text), ("effective", transaction.effective?.text),
      ("job_id", details.jobID), ("note", details.note), ("reason", details.reason),
      ("external_id", details.externalID), ("reverts", details.reverts.map { "tx-\($0)" }),
    ] {
      if let value { text += "    ; \(name):\(value)\n" }
    }
    for posting in transaction.postings {
      let amount = "\(posting.amount.text) \(symbol(posting.amount.asset))"
      text += "    \(posting.source)  -\(amount)\n    \(posting.destination)  \(amount)\n"
    }
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
