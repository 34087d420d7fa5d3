// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money
import Store

/// One canonical JSON object: `accounts`, `assets`, `balances`, `transactions`, as commands show
/// them.
enum JSONExport {
  static func write(_ source: ExportSource, to outlet: ExportOutlet) throws {
    let ledger = source.ledger
    try outlet.write("{\"accounts\":")
    try list(outlet) { add in try source.eachAccount { try add($0.item(ledger)) } }
    try outlet.write(",\"assets\":")
    try list(outlet) { add in for asset in try source.assets() { try add(AddedAsset.item(asset)) } }
    try outlet.write(",\"balances\":")
    try list(outlet) { add in
      try source.eachAccount { account in
        for balance in try ledger.balances(of: account) { try add(balance.item(of: account)) }
      }
    }
    try outlet.write(",\"transactions\":")
    try list(outlet) { add in
      try source.eachTransaction { try add($0.item(ledger)) }
      for lapse in try source.lapses() { try add(lapse.item(ledger)) }
    }
    try outlet.write("}\n")
  }

  private static func list(
    _ outlet: ExportOutlet, _ body: ((Item) throws -> Void) throws -> Void
  ) throws {
    var separator = "["
    try body { item in
      try outlet.write(separator + item.json().canonicalText)
      separator = ","
    }
    try outlet.write(separator == "[" ? "[]" : "]")
  }
}
