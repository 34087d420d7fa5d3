// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct ContractSweep: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract sweep",
    abstract: "Record what the clock has done, and settle what has expired.")

  static func apply(_ input: Input, to ledger: LedgerWriter, in session: Session) throws -> Swept {
    throw Failure(.internalError, "a sweep writes an entry for each contract")
  }

  static func execute(_ input: Input, _ scope: EntryScope, in session: Session) throws -> Swept {
    var swept = Swept()
    for contract in try Contracts.due(scope.ledger) {
      swept.count(
        try scope.entry {
          try Contracts.sweep(contract, observers: session.contractObservers, in: scope.ledger)
        })
    }
    return swept
  }

  /// How many contracts changed, by what they became.
  struct Swept: CommandOutcome {
    private(set) var settled: Int64 = 0
    private(set) var started: Int64 = 0
    private(set) var exhausted: Int64 = 0

    mutating func count(_ contract: Contract) {
      switch contract.status {
      case .settled: settled += 1
      case .active: started += 1
      case .paused: exhausted += 1
      case .pending, .expired, .cancelled: break
      }
    }

    static let fieldNames = ["settled", "started", "exhausted"]

    func item(_ ledger: LedgerReader) throws -> Item {
      var item = Item(kind: "sweep", id: "contract")
      item.add("settled", settled)
      item.add("started", started)
      item.add("exhausted", exhausted)
      return item
    }

    static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> Swept {
      var swept = Swept()
      for entry in entries {
        if let contract = try entry.last(Contract.self) { swept.count(contract) }
      }
      return swept
    }
  }
}
