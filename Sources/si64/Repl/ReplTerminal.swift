// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LineEditor
import Money
import Store

/// The shell at a terminal: prompts, keys, history.
struct ReplTerminal {
  private let repl: Repl
  private var reader = StatementReader()
  private var typed = ""
  /// An idle transaction keeps everybody else out: after this long, in milliseconds, it is undone.
  private static let patience: Int64 = 60_000

  init(_ repl: Repl) { self.repl = repl }

  /// Reads and runs statements until the user leaves.
  mutating func run() throws {
    let completer = Completer(repl.plugins)
    let repl = repl
    LineEditor.start(name: "si64") { line in
      completer.replCandidates(line, in: try? repl.session(), repl.surroundings)
    }
    repl.surroundings.sleep = LineEditor.wait
    repl.history = ReplHistory(repl.surroundings.environment)
    try runStartFile()
    while !repl.isDone {
      switch LineEditor.read(prompt, idle: repl.isInTransaction ? Self.patience : nil) {
      case .line(let line): take(line)
      case .interrupted:
        _ = reader.cancel()
        typed = ""
      case .idle:
        _ = repl.abandon()
        try repl.say("\nidle for 60 s: the transaction was rolled back, nothing was written")
      case .end:
        try repl.say("")
        repl.isDone = true
      }
    }
    if repl.abandon() { try repl.say("the open transaction was rolled back, nothing was written") }
  }

  private mutating func take(_ line: String) {
    typed += (typed.isEmpty ? "" : "\n") + line
    let statements = reader.feed(line)
    if reader.isPending { return }
    repl.history?.add(typed)
    typed = ""
    for statement in statements where !repl.isDone {
      if repl.run(statement) != 0 { break }
    }
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
    _ = try ReplScript(repl, keepsGoing: true).run(File.contents(of: path), name: path)
  }
}
