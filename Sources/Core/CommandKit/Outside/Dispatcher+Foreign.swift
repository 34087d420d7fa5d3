// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

extension Dispatcher {
  /// Runs an alias, or `si64-NAME` from `PATH`.
  ///
  /// - Returns: the exit status; `nil` where the line is a built-in's, or nobody's.
  func runForeign(
    _ arguments: [String], in surroundings: Surroundings, _ workspace: Workspace
  ) throws -> Int32? {
    guard var line = ForeignLine(arguments), !Builtin.isTaken(line.name, plugins) else {
      return nil
    }
    let session = Session(plugins, line.globals, surroundings, workspace)
    let shell = try line.expand(Aliases(session), plugins)
    if let shell {
      // As git does it: the arguments stand behind the line, each as one word.
      let words = ["-c", "\(shell) \"$@\"", shell] + line.rest
      return try launch("/bin/sh", words, line, in: surroundings, workspace)
    }
    if Builtin.isTaken(line.name, plugins) {
      return run(line.arguments, in: surroundings, workspace)
    }
    let path = surroundings.environment["PATH"]
    guard let file = Programs.find("si64-\(line.name)", path: path) else {
      guard line.arguments != arguments else { return nil }
      throw unknown("module", line.name, among: names(in: session), "si64 help")
    }
    return try launch(file, line.rest, line, in: surroundings, workspace)
  }

  private func launch(
    _ file: String, _ words: [String], _ line: ForeignLine, in surroundings: Surroundings,
    _ workspace: Workspace
  ) throws -> Int32 {
    // Better refused than done for real, or at another time.
    if let option = line.globals.lostOnPrograms {
      throw Failure(
        .usage, "\(option) before '\(line.name)' does not reach what it runs",
        hint: "put it behind the name, if that knows it")
    }
    guard !workspace.isInTransaction else {
      throw Failure(
        .badState, "'\(line.name)' cannot see the open transaction",
        hint: "'commit' or 'rollback' first")
    }
    let session = Session(plugins, line.globals, surroundings, workspace)
    return try surroundings.launch(
      Launch(file, words, environment: session.environmentForPrograms))
  }

  /// All first words a user could have meant.
  func names(in session: Session) -> [String] {
    let aliases = (try? Aliases(session).all.map(\.name)) ?? []
    return plugins.plugins.map { $0.name } + Builtin.all.map(\.name) + aliases
      + session.externals + namesOfShell
  }
}

extension GlobalOptions {
  /// The option that would change what a program does, if it heard of it.
  fileprivate var lostOnPrograms: String? {
    if dryRun { return "--dry-run" }
    if at != nil { return "--at" }
    if idempotencyKey != nil { return "--idempotency-key" }
    return watch != nil ? "--watch" : nil
  }
}

extension Session {
  /// What follows `si64-` in the names of programs on `PATH`, built-ins left out.
  var externals: [String] {
    Programs.names(startingWith: "si64-", path: surroundings.environment["PATH"])
      .filter { !Builtin.isTaken($0, plugins) }
  }

  /// The environment of plugins on `PATH`.
  var environmentForPrograms: [String: String] {
    var environment = surroundings.environment
    if let path = givenLedger {
      environment["SI64_LEDGER"] = Path.absolute(absolute(path))
    } else if let location = try? location() {
      environment["SI64_LEDGER"] =
        location.config == nil ? location.path : Path.parent(of: location.path)
    }
    environment["SI64_OUTPUT"] = shape.format.rawValue
    environment["SI64_ACTOR"] = actor
    environment["SI64_BIN"] = surroundings.program()
    return environment
  }
}
