// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct LedgerSweep: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger sweep", abstract: "Record every hold that has lapsed.")

  static func apply(_ input: Input, to ledger: LedgerWriter, in session: Session) throws -> Swept {
    throw Failure(.internalError, "a sweep writes an entry for each hold")
  }

  static func execute(_ input: Input, _ scope: EntryScope, in session: Session) throws -> Swept {
    let ledger = scope.ledger
    var swept = Swept(holds: 0)
    for hold in try ledger.lapsedHolds() {
      do {
        _ = try ledger.undoingFailure { try scope.entry { try ledger.lapse(hold) } }
        swept.holds += 1
      } catch let failure as Failure where failure.concernsContent {
        // One that cannot be recorded must not keep the others.
        swept.failures.append((hold.displayID, failure))
      }
    }
    return swept
  }

  /// How many holds were given back, and which could not be.
  struct Swept: CommandOutcome {
    fileprivate(set) var holds: Int
    fileprivate(set) var failures: [(id: String, failure: Failure)] = []

    var exitStatus: Int32 { failures.isEmpty ? 0 : 2 }

    var remarks: [String] {
      failures.map { "\($0.id): \($0.failure.code.rawValue): \($0.failure.message)" }
    }

    static let fieldNames = ["expired_holds", "failed"]

    func item(_ ledger: LedgerReader) throws -> Item {
      var item = Item(kind: "sweep", id: "ledger")
      item.add("expired_holds", Int64(holds))
      if !failures.isEmpty { item.add("failed", .items(failures.map(Self.item)), wideOnly: true) }
      return item
    }

    private static func item(_ id: String, _ failure: Failure) -> Item {
      var item = Item(kind: "failure", id: id)
      item.add("code", failure.code.rawValue)
      item.add("message", failure.message)
      return item
    }

    static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> Swept {
      Swept(holds: entries.count)
    }
  }
}
