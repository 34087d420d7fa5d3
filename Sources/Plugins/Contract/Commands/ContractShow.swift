// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct ContractShow: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract show", abstract: "Show a contract and what it has cost so far.")

  @Argument(help: "The contract; '-' reads ids from standard input.") var id: String

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    .item(try ledger.find(Contract.self, input.text("id")).item(ledger))
  }
}

struct ContractHistory: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract history", abstract: "List what happened to a contract, and when.")

  @Argument(help: "The contract; '-' reads ids from standard input.") var id: String

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let contract = try ledger.find(Contract.self, input.text("id"))
    let events = try ledger.all(
      ContractEvent.self, "WHERE contract = ? ORDER BY id", [.integer(contract.id)])
    let coming = contract.advanced(to: ledger.now).events.map {
      ContractEvent(id: 0, contract: contract.id, at: $0.at, name: $0.name)
    }
    return .listing(
      kind: "contract_event", columns: ["contract", "at", "event", "amount", "asset", "detail"],
      items: (events + coming).map { $0.item(of: contract) })
  }
}

extension ContractEvent {
  /// The event as a line; one the clock made and nobody has recorded yet has no id.
  fileprivate func item(of contract: Contract) -> Item {
    var item = Item(kind: "contract_event", id: id > 0 ? displayID : "")
    item.add("contract", contract.displayID)
    item.add("at", at)
    item.add("event", name.rawValue)
    let asset = contract.rate.asset
    item.add("amount", amount.map { Amount(minor: $0, asset: asset) })
    item.add("asset", amount.map { _ in asset.code })
    item.add("detail", detail)
    return item
  }
}
