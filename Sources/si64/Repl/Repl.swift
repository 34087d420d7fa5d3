// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerCore
import Money

/// The interactive shell: statements in, one open ledger, variables and a transaction that live
/// between them.
///
/// The same engine runs scripts; only `ReplTerminal` knows of prompts and keys.
final class Repl {
  let plugins: PluginSet
  let workspace: Workspace
  var surroundings: Surroundings
  var variables = Variables()
  /// What was known when the transaction began, and at its savepoints.
  private var known: [(savepoint: String?, variables: Variables, last: Item?)] = []
  /// Options given to `si64` itself, and what `\pset` adds: they stand before the words of every
  /// statement.
  var defaults: [String]
  var isTiming = false
  /// Whether a statement has failed since `begin`.
  private(set) var hasFailed = false
  /// Set by `\q`, `exit` and `quit`.
  var isDone = false
  /// What was typed, at a terminal.
  var history: ReplHistory?
  /// The last command, for `\watch`.
  var lastStatement: Statement?
  /// What was typed last and is no `\e` itself.
  var lastTyped: String?
  /// What has been typed of a statement that is not complete.
  var pending = ""
  /// Whether Ctrl-C was pressed since somebody asked.
  var isInterrupted: () -> Bool = { false }
  /// Whether a script runs that is one transaction as a whole.
  var isOne = false
  /// How many scripts deep the running statement is.
  var depth = 0
  let version: String
  private let dispatcher: Dispatcher
  private let standard: (output: any TextSink, isTerminal: Bool)

  init(_ plugins: PluginSet, version: String, _ surroundings: Surroundings, defaults: [String]) {
    self.plugins = plugins
    self.surroundings = surroundings
    // A plugin must not take the shell's place.
    self.surroundings.launch = { launch in
      let status = try Programs.run(launch)
      // The terminal has shown '^C': the prompt belongs below it.
      if status == ErrorCode.interrupted.exitStatus(), surroundings.isErrorTerminal {
        var errors = surroundings.errors
        try errors.write("\n")
      }
      return status
    }
    self.defaults = defaults
    workspace = Workspace(ledger: Self.ledger(in: defaults))
    standard = (surroundings.output, surroundings.isOutputTerminal)
    self.version = version
    dispatcher = Dispatcher(
      plugins, version: version, namesOfShell: Self.ownCommands.map(\.value))
    variables.home = UserDirectories(surroundings.environment).home
  }

  /// What `-L` says among options.
  static func ledger(in options: [String]) -> String? {
    (try? GlobalOptions.extract(from: options))?.0.ledger
  }

  /// Whether a transaction is open.
  var isInTransaction: Bool { workspace.transaction != nil }

  /// Runs one statement.
  ///
  /// - Parameter file: the script it comes from, for its errors.
  /// - Returns: the exit status; failures have been reported.
  func run(_ statement: Statement, from file: String? = nil) -> Int32 {
    let outer = workspace.place
    workspace.place = file.map { Failure.Place(file: $0, line: statement.line) }
    defer { workspace.place = outer }
    workspace.hasReported = false
    let isWatch = statement.meta?.name == "watch"
    let start = surroundings.clock()
    let status = reporting {
      try statement.meta.map { try check($0, behind: statement) }
      let status = try isWatch ? pageless { try command(statement) } : command(statement)
      if status == 0, let meta = statement.meta { return try self.meta(meta, after: statement) }
      if file != nil || isOne { try explain(status) }
      return status
    }
    if status != 0, status != 130, isInTransaction { hasFailed = true }
    if isTiming && !statement.words.isEmpty {
      let elapsed = surroundings.clock().milliseconds - start.milliseconds
      try? say("time: \(elapsed) ms")
    }
    return status
  }

  /// Runs the command of a statement; 0 where it has none.
  func command(_ statement: Statement) throws -> Int32 {
    guard !statement.words.isEmpty else { return 0 }
    var words = try variables.expand(statement.words, last: workspace.lastItem)
    // Pasted from a manual or a shell.
    if words[0] == "si64", words.count > 1 { words.removeFirst() }
    lastStatement = Statement(words: statement.words)
    workspace.printedItem = nil
    switch words[0] {
    case "begin", "commit", "rollback", "savepoint": try transaction(words)
    case "exit", "quit":
      guard words.count == 1 else {
        throw Failure(
          .usage, "'\(words[0])' takes no words", hint: "on its own it leaves the shell")
      }
      isDone = true
    case "help" where words.count == 2 && isOwn(words[1]):
      try showOwnCommands()
    default:
      let status = dispatcher.run(defaults + words, in: surroundings, workspace)
      if words == ["help"] { try showOwnCommands() }
      return status
    }
    return 0
  }

  private func transaction(_ words: [String]) throws {
    switch (words[0], Array(words.dropFirst())) {
    case (let word, []) where isOne && word != "savepoint":
      throw Failure(.badState, "under -1 the script is one transaction, '\(word)' has no place")
    case ("begin", []): try begin()
    case ("commit", []): try commit()
    case ("rollback", []):
      try workspace.rollback()
      forgetUndone(since: nil)
    case ("rollback", let rest) where rest.count == 2 && rest[0] == "to":
      try workspace.rollback(to: rest[1])
      forgetUndone(since: rest[1])
      hasFailed = false
    case ("savepoint", let rest) where rest.count == 1:
      try workspace.savepoint(rest[0])
      known.append((rest[0], variables, workspace.lastItem))
    default:
      throw Failure(
        .usage, "'\(words.joined(separator: " "))' is not understood",
        hint: "begin, commit, rollback, savepoint NAME, rollback to NAME")
    }
  }

  /// Opens a transaction.
  func begin() throws {
    try workspace.begin(in: session())
    (known, hasFailed) = ([(nil, variables, workspace.lastItem)], false)
  }

  /// Makes the open transaction durable.
  ///
  /// - Throws: `bad-state` where none is open, and nothing changes; what the disk says.
  func commit() throws {
    let wasOpen = isInTransaction
    do {
      try workspace.commit()
    } catch {
      if wasOpen && !isInTransaction { forgetUndone(since: nil) }
      throw error
    }
    known.removeAll()
  }

  /// What the prompt calls the ledger before a command has opened it.
  var ledgerName: String {
    (try? session().location()).map(ReplTerminal.name) ?? "(no ledger)"
  }

  /// Sends results where they went at the start.
  func resetOutput() {
    surroundings.output = standard.output
    surroundings.isOutputTerminal = standard.isTerminal
  }

  /// A session for what the shell does itself.
  func session() throws -> Session {
    let (globals, _) = try GlobalOptions.extract(from: defaults)
    return Session(plugins, globals, surroundings, workspace)
  }

  /// Undoes an open transaction.
  ///
  /// - Returns: whether there was one.
  func abandon() -> Bool {
    guard isInTransaction else { return false }
    try? workspace.rollback()
    forgetUndone(since: nil)
    return true
  }

  /// Ids that a rollback frees will stand for something else: what `$_` and variables held at
  /// `begin`, or at the savepoint, is what they hold again.
  private func forgetUndone(since savepoint: String?) {
    guard let index = known.lastIndex(where: { $0.savepoint == savepoint }) else { return }
    (variables, workspace.lastItem) = (known[index].variables, known[index].last)
    known.removeSubrange((savepoint == nil ? index : index + 1)...)
  }

  /// Says how a statement of a script ended that has not said so itself: no answer is one, too.
  func explain(_ status: Int32) throws {
    guard status != 0, !workspace.hasReported, status != ErrorCode.interrupted.exitStatus() else {
      return
    }
    let place = workspace.place.map { "\($0.file):\($0.line): " } ?? ""
    try say("si64: \(place)the command ended with status \(status)")
  }

  /// Tells the user something that is not a result.
  func say(_ text: String) throws { try surroundings.errors.write(text.sanitised + "\n") }

  func reporting(_ body: () throws -> Int32) -> Int32 {
    do {
      return try body()
    } catch {
      let failure = (error as? Failure) ?? Failure(.internalError, "\(error)")
      if let session = try? session() {
        try? session.report(failure)
      } else {
        try? surroundings.errors.write(errorText(failure.at(workspace.place)))
      }
      return failure.at(workspace.place).exitStatus
    }
  }

  /// Whether a line is a command that only looks.
  func onlyLooks(_ statement: Statement) throws -> Bool {
    let words = try variables.expand(statement.words, last: workspace.lastItem)
    let plain = words.first == "si64" ? Array(words.dropFirst()) : words
    return try dispatcher.onlyLooks(defaults + plain, in: session())
  }
}
