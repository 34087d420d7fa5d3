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
    let lapsed = try scope.ledger.all(
      Hold.self, "WHERE state = 'open' AND expires_at <= ? ORDER BY expires_at, id",
      [.integer(scope.ledger.now.milliseconds)])
    for hold in lapsed { _ = try scope.entry { try scope.ledger.lapse(hold) } }
    return Swept(holds: lapsed.count)
  }

  /// How many holds were given back.
  struct Swept: CommandOutcome {
    let holds: Int

    static let fieldNames = ["expired_holds"]

    func item(_ ledger: LedgerReader) throws -> Item {
      var item = Item(kind: "sweep", id: "ledger")
      item.add("expired_holds", Int64(holds))
      return item
    }

    static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> Swept {
      Swept(holds: entries.count)
    }
  }
}
