// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LineEditor
import Money
import Store

/// The shell at a terminal: prompts, keys, history.
struct ReplTerminal {
  private let repl: Repl
  private var reader = StatementReader()
  /// An idle transaction keeps everybody else out: after this long, in milliseconds, it is undone.
  private let patience: Int64
  /// The patience of a shell that nobody has told otherwise.
  static let usualPatience: Int64 = 60_000

  init(_ repl: Repl, patience: Int64 = usualPatience) {
    self.repl = repl
    self.patience = patience
  }

  /// Reads and runs statements until the user leaves.
  mutating func run() throws {
    let completer = Completer(repl.plugins)
    let repl = repl
    LineEditor.start(name: "si64") { line in
      completer.candidates(for: repl, behind: line)
    }
    repl.surroundings.shouldStop = { !LineEditor.wait(0) }
    // The terminal has shown '^C': the prompt belongs below it.
    let wait: (Int64) -> Bool = { milliseconds in
      if LineEditor.wait(milliseconds) { return true }
      try? repl.say("")
      return false
    }
    repl.surroundings.sleep = wait
    repl.isInterrupted = { !wait(0) }
    repl.history = ReplHistory(repl.surroundings.environment)
    // Tab only glances at what is open already. Without a ledger the prompt says so.
    try? repl.session().read { _ in }
    try runStartFile()
    try greet()
    while !repl.isDone {
      repl.pending = reader.pending
      switch LineEditor.read(prompt, idle: repl.isInTransaction ? patience : nil) {
      case .line(let line): take(line)
      case .unreadable: try repl.surroundings.errors.write("si64: the line is not UTF-8\n")
      case .interrupted: _ = reader.cancel()
      case .idle:
        _ = repl.abandon()
        _ = reader.cancel()
        try repl.say("")
        try repl.say(
          "idle for \(patience / 1000) s: the transaction was rolled back, nothing was written")
      case .end:
        try repl.say("")
        repl.isDone = true
      }
    }
    if repl.abandon() { try repl.say("the open transaction was rolled back, nothing was written") }
  }

  /// Runs what was typed, or pasted: that can be many lines at once.
  private mutating func take(_ text: String) {
    repl.surroundings.measureTerminal()
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let statements = reader.feed(String(line))
      if reader.isPending { continue }
      repl.history?.add(reader.completed)
      if !statements.contains(where: { $0.meta?.name == "e" }) { repl.lastTyped = reader.completed }
      for statement in statements {
        let status = repl.run(statement)
        if repl.isDone { return }
        if status == ErrorCode.interrupted.exitStatus() || repl.isInterrupted() {
          // What was pasted behind it is no more wanted than the statement itself.
          _ = reader.cancel()
          return
        }
        if status != 0 { break }
      }
    }
  }

  private func greet() throws {
    guard try !repl.session().globals.quiet else { return }
    try repl.say(
      "si64 \(repl.version): 'help' lists the commands, '\\?' the shell's own; Ctrl-D leaves")
  }

  private var prompt: String {
    if reader.isPending { return "...> " }
    let name = repl.workspace.store.map { Self.name(of: $0.location) } ?? repl.ledgerName
    let mark = repl.isInTransaction ? (repl.hasFailed ? "!" : "*") : ""
    return "si64 \(name.sanitised)\(mark)> "
  }

  /// The directory a ledger belongs to, or its file.
  static func name(of location: Location) -> String {
    location.config == nil
      ? Path.name(of: location.path)
      : Path.name(of: Path.parent(of: Path.parent(of: location.path)))
  }

  private func runStartFile() throws {
    guard let path = try repl.session().userConfigPath.map({ Path.parent(of: $0) + "/replrc" }),
      File.exists(path)
    else { return }
    do {
      _ = try ReplScript(repl, keepsGoing: true).run(File.contents(of: path), name: path)
    } catch let failure as Failure {
      // It must not keep anybody out.
      try repl.session().report(failure)
    }
    repl.isDone = false
  }
}
