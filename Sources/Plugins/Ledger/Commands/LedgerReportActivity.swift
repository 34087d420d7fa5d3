// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct LedgerReportActivity: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger report activity",
    abstract: "Count transactions, and add up what moved, for each UTC day and asset.")

  @Option(help: "From this time on.") var since: String?
  @Option(help: "Up to this time, itself left out.") var until: String?
  @Option(help: "Up to this time, itself included.") var asOf: String?
  @Option(help: "What times go by: recorded or effective.") var by: String?

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let (source, values) = Movements(ledger, by: try input.choice("by") ?? .recorded).source(
      since: try input.time("since"), until: try input.end())
    let rows = try ledger.rows(
      """
      SELECT moment / 86400000, asset, count(DISTINCT \(Movements.transaction)), count(*), \
      \(MoneySum.columns("amount")) FROM \(source) \
      GROUP BY moment / 86400000, asset ORDER BY 1, 2
      """, values)
    let items = try rows.map { row in
      let date = CivilDate(daysSinceEpoch: Int(row[0].integer ?? 0)).text
      let asset = try ledger.assets.find(row[1].text ?? "")
      var item = Item(kind: "activity", id: date)
      item.add("date", date)
      item.add("asset", asset.code)
      item.add("transactions", row[2].integer)
      item.add("postings", row[3].integer)
      item.add("amount", sum: MoneySum.value(row[4], row[5]), of: asset)
      return item
    }
    return .listing(
      kind: "activity", columns: ["date", "asset", "transactions", "postings", "amount"],
      items: items)
  }
}
