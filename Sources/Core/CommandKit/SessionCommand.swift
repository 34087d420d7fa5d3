// SPDX-License-Identifier: GPL-3.0-or-later
package import ArgumentParser
package import LedgerCore
import Money
package import Store

/// A verb. `configuration.commandName` is `MODULE VERB`; its properties are what the parser reads.
package protocol SessionCommand: ParsableCommand {
  /// Does it. Everything a command needs, it gets from the session.
  func run(in session: Session) throws
  /// Whether it may stand between `begin` and `commit`: not where it needs the ledger's file, or
  /// puts another in its place.
  static var runsInTransaction: Bool { get }
  /// Asks and reads what it needs from people, pipes and files, for each input, before the ledger
  /// is looked at or locked: nobody else must wait for that. The default needs nothing.
  static func prepare(_ input: Input, in session: Session) throws
  /// Whether it changes nothing and asks nothing, so that `--watch` may repeat it.
  static var onlyLooks: Bool { get }
}

extension SessionCommand {
  package static var runsInTransaction: Bool { true }

  package static var onlyLooks: Bool { false }

  package static func prepare(_ input: Input, in session: Session) throws {}

  /// `MODULE VERB`, as the journal records it.
  package static var fullName: String { configuration.commandName ?? "" }

  /// The first word of `fullName`.
  package static var module: String { String(fullName.prefix { $0 != " " }) }

  /// The words after the module.
  package static var verb: String { String(fullName.dropFirst(module.count + 1)) }
}

/// A verb that only looks. It reads one consistent state and may be repeated with `--watch`.
package protocol ReadCommand: SessionCommand {
  /// The answer, computed from `input` as the command line or standard input gave it.
  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document
}

extension ReadCommand {
  package static var onlyLooks: Bool { true }
}

/// A verb whose answer may be long: in formats that print one object after the other it comes piece
/// by piece, and takes no memory.
package protocol StreamingCommand: ReadCommand {
  /// Writes the answer to `output`, if `shape` allows that.
  ///
  /// - Returns: whether it did; where not, `query` is asked.
  static func stream(
    _ input: Input, _ ledger: LedgerReader, in session: Session, shape: OutputShape,
    to output: inout Spool
  ) throws -> Bool
}

/// A verb that changes something: one entry in the journal, printed once it is durable.
package protocol WriteCommand: SessionCommand {
  associatedtype Outcome: CommandOutcome

  /// Does it, inside a journal entry.
  ///
  /// Whatever it throws, nothing has happened.
  static func apply(_ input: Input, to ledger: LedgerWriter, in session: Session) throws -> Outcome

  /// The input with what settings add to it, so that a key stands for what was done and not for the
  /// words that were typed.
  static func meaning(of input: Input, in session: Session) throws -> Input

  /// Does it, where it takes several entries (a sweep) or none. The default makes one entry of
  /// `apply`.
  static func execute(
    _ input: Input, _ scope: EntryScope, in session: Session
  ) throws -> Outcome

  /// Does what can only follow the commit (a file, a signature), and says what is printed. Not in a
  /// batch.
  func concluded(_ item: Item, in session: Session) throws -> Item

  /// The fields that name files: a repeated idempotency key must mean the same contents. `prepare`
  /// provides them.
  static var fileFields: [String] { get }
}

extension WriteCommand {
  package static func meaning(of input: Input, in session: Session) throws -> Input { input }

  package func concluded(_ item: Item, in session: Session) throws -> Item { item }

  package static var fileFields: [String] { [] }

  package static func execute(
    _ input: Input, _ scope: EntryScope, in session: Session
  ) throws -> Outcome {
    try scope.entry { try apply(input, to: scope.ledger, in: session) }
  }
}

/// A verb that also takes `--from FILE`, one object a line.
package protocol BulkCommand: WriteCommand {
  var batch: BatchOptions { get }
}

/// What a write command did, as something to print.
///
/// A repeated idempotency key prints the first result again: `recall` finds it in the entries it
/// wrote.
package protocol CommandOutcome {
  /// The object to print, as of `ledger.now`.
  func item(_ ledger: LedgerReader) throws -> Item
  /// Every field that object can have: what is asked of the output is checked against them before
  /// anything is done.
  static var fieldNames: [String] { get }
  /// The outcome behind the entries a command wrote.
  ///
  /// - Throws: `internal` where they do not hold one.
  static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> Self
  /// 0, or the status a recorded refusal leads to (a declined card, a rejected reading).
  var exitStatus: Int32 { get }
  /// What else the user is told once it is durable and the lock is given back, a line each.
  var remarks: [String] { get }
}

extension CommandOutcome {
  package var exitStatus: Int32 { 0 }

  package var remarks: [String] { [] }
}

extension Record where Self: CommandOutcome {
  /// The record's last state in the entries.
  package static func recall(_ entries: [Entry], _ ledger: LedgerReader) throws -> Self {
    for entry in entries.reversed() {
      if let record = try entry.last(Self.self) { return record }
    }
    throw Failure(.internalError, "no \(table.name) is in the entries of this key")
  }
}

/// `--from FILE` and what goes with it.
package struct BatchOptions: ParsableArguments {
  @Option(name: .customLong("from"), help: "Read one object a line from FILE, or '-'.")
  package var file: String?

  @Option(name: .customLong("input"), help: "What FILE holds: jsonl or csv.")
  package var format: String?

  @Option(help: "Commit durably every N lines.")
  package var commitEvery: Int?

  @Flag(help: "Keep the good lines and report the bad ones.")
  package var keepGoing = false

  package init() {}
}
