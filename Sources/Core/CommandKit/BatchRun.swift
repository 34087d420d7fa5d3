// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import LedgerCore
import Money
import Store

/// A run of one command over the lines of a file: one entry a line, one commit for all.
struct BatchRun<Command: WriteCommand> {
  private let session: Session
  private let options: BatchOptions
  private let names: [String]
  private var results: BatchResults
  private var progress: Progress
  private var read = 0
  private var done = 0
  private var committed = 0
  private var refused = 0
  private var failures: [Failure] = []
  private var reported = 0

  init(_ session: Session, _ options: BatchOptions) throws {
    self.session = session
    self.options = options
    names = (CommandFields.names(of: Command.self) + ["idempotency_key"]).sorted()
    results = BatchResults(session.shape)
    progress = Progress(session)
    if let every = options.commitEvery, every < 1 {
      throw Failure(.badValue, "'commit-every' must be at least 1")
    }
  }

  /// Reads `file`, `-` being standard input.
  func run(_ file: String) throws {
    guard options.commitEvery == nil || !session.workspace.isInTransaction else {
      throw Failure(
        .badState, "--commit-every has no place in a transaction", hint: "'commit' ends it")
    }
    var copy = self
    try session.reading(file) { try copy.take($0, named: $1, format: format(of: file)) }
  }

  private mutating func take(
    _ descriptor: Int32, named name: String, format: BatchReader.Format
  ) throws {
    let input = BatchInput(
      descriptor, name: name, format, known: names, shouldStop: session.surroundings.shouldStop)
    try input.readHeader()
    progress.total = File.size(ofDescriptor: descriptor)
    let asset = try session.defaultAsset(of: Command.module)
    var goesOn = true
    var isFirst = true
    while goesOn {
      do {
        goesOn = try input.readAhead(most, keepGoing: options.keepGoing) || isFirst
        isFirst = false
        if goesOn {
          goesOn = try session.write { ledger in try commit(input, ledger, asset, name: name) }
        }
      } catch {
        try progress.clear()
        try reportFailures()
        try results.abandon(to: &session.surroundings.output)
        guard committed > 0 else { throw error }
        try session.say("\(committed) lines were committed before what follows")
        guard let failure = error as? Failure, failure.concernsContent else { throw error }
        try session.report(failure)
        session.exitStatus = 2
        return
      }
      if !session.globals.dryRun { committed = done }
      try progress.clear()
      try session.behindChange {
        try reportFailures()
        try results.show(isLast: !goesOn, to: &session.surroundings.output)
      }
    }
    try finish()
  }

  /// How many lines a commit takes at most.
  private var most: Int {
    // A dry run undoes each commit, so that a second one would not see the first.
    session.globals.dryRun ? Int.max : options.commitEvery ?? Int.max
  }

  /// Takes in the lines of one commit.
  ///
  /// - Returns: whether there is more to read.
  private mutating func commit(
    _ input: BatchInput, _ ledger: LedgerWriter, _ asset: String, name: String
  ) throws -> Bool {
    var lines = 0
    while lines < most {
      do {
        guard let (members, line) = try input.reader.next() else {
          if let failure = input.failure { throw failure }
          return false
        }
        let place = Failure.Place(file: name, line: line)
        try take(Input(fields: members, place: place, defaultAsset: asset), ledger)
      } catch let failure as Failure
        where options.keepGoing && failure.place != nil && failure.concernsContent
      {
        failures.append(failure)
      }
      lines += 1
      read += 1
      try progress.show(lines: read, bytes: input.reader.consumed)
    }
    return true
  }

  private mutating func take(_ input: Input, _ ledger: LedgerWriter) throws {
    let result: CommandResult
    do {
      for field in input.fields where !names.contains(field.name) {
        throw Failure(
          .unknownKey, "there is no key \"\(field.name)\"",
          hint: "keys are \(names.joined(separator: ", "))")
      }
      let key =
        try input.optionalText("idempotency_key")
        ?? session.globals.idempotencyKey.map { "\($0)/\(input.place?.line ?? 0)" }
      result =
        options.keepGoing
        ? try ledger.undoingFailure { try Command.perform(input, key: key, ledger, in: session) }
        : try Command.perform(input, key: key, ledger, in: session)
    } catch let failure as Failure where failure.concernsContent {
      throw failure.at(input.place)
    }
    done += 1
    if result.status != 0 { refused += 1 }
    try results.add(result.item)
  }

  /// Reports the lines that failed, once the lock is given back: whoever reads that may take long.
  private mutating func reportFailures() throws {
    for failure in failures[reported...] { try session.report(failure) }
    reported = failures.count
  }

  private func finish() throws {
    if failures.isEmpty {
      session.exitStatus = refused == 0 ? 0 : 2
    } else if done == 0, let first = failures.first {
      session.exitStatus = first.exitStatus
    } else {
      session.exitStatus = 2
      try session.say("\(done) lines done, \(failures.count) failed")
    }
  }

  private func format(of file: String) throws -> BatchReader.Format {
    switch options.format {
    case "jsonl": return .jsonl
    case "csv": return .csv
    case nil: return file.hasSuffix(".csv") ? .csv : .jsonl
    case let other?:
      throw Failure(.badValue, "'input' is '\(other)', not one of jsonl, csv")
    }
  }
}
