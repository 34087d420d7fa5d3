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
    let ledger = scope.ledger
    for id in try Contracts.due(ledger) {
      do {
        try ledger.undoingFailure {
          let before = try ledger.find(Contract.self, id)
          let after = try scope.entry {
            try Contracts.sweep(before, observers: session.contractObservers, in: ledger)
          }
          swept.count(before, after)
        }
      } catch let failure as Failure where failure.concernsContent {
        swept.failed.append((id, failure))
      }
    }
    return swept
  }

  /// What the clock did to contracts, by the events that were recorded.
  struct Swept: CommandOutcome {
    private var counts: [ContractEvent.Name: Int64] = [:]
    /// Those that could not be swept, and why; the others were.
    fileprivate(set) var failed: [(id: String, failure: Failure)] = []

    private static let events: [ContractEvent.Name] = [.started, .exhausted, .expired, .settled]

    fileprivate mutating func count(_ before: Contract, _ after: Contract) {
      for event in before.advanced(to: after.changedAt).events {
        counts[event.name, default: 0] += 1
      }
      if after.status == .settled { counts[.settled, default: 0] += 1 }
    }

    static let fieldNames = events.map(\.rawValue) + ["failed"]
    var exitStatus: Int32 { failed.isEmpty ? 0 : 2 }

    var remarks: [String] {
      failed.map { "\($0.id): \($0.failure.code.rawValue): \($0.failure.message)" }
    }

    func item(_ ledger: LedgerReader) throws -> Item {
      var item = Item(kind: "sweep", id: "contract")
      for event in Self.events { item.add(event.rawValue, counts[event] ?? 0) }
      let failures = failed.map { id, failure in
        var part = Item(kind: "failure", id: id)
        part.add("code", failure.code.rawValue)
        return part
      }
      item.add("failed", .items(failures), wideOnly: failures.isEmpty)
      return item
    }

    static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> Swept {
      var swept = Swept()
      for row in entries.flatMap(\.rows) where row.table.name == ContractEvent.table.name {
        guard let event = try row.row.map(ContractEvent.init) else { continue }
        swept.counts[event.name, default: 0] += 1
      }
      return swept
    }
  }
}
