// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
import Money
package import Store

/// What a running command has: options, settings, the ledger, the clock, and where to print.
package final class Session {
  package let plugins: PluginSet
  package let globals: GlobalOptions
  package internal(set) var surroundings: Surroundings
  /// What the process ends with, where no failure says otherwise.
  package var exitStatus: Int32 = 0
  let workspace: Workspace
  private var knownConfig: Config?
  /// What the command prints, once it has said so; see `willPrint`.
  var printed: [String] = []
  /// Files that were read before the lock; see `provide`.
  var provided: [String: ProvidedFile] = [:]
  private var shownNotices = 0

  /// - Parameter workspace: what earlier commands left open; a command with `-L` of its own leaves
  ///   it alone, and cannot write while a transaction is open there.
  package init(
    _ plugins: PluginSet, _ globals: GlobalOptions, _ surroundings: Surroundings,
    _ workspace: Workspace = Workspace()
  ) {
    self.plugins = plugins
    self.globals = globals
    self.surroundings = surroundings
    let isShared = globals.ledger == nil || globals.ledger == workspace.ledger
    self.workspace = isShared ? workspace : Workspace(beside: workspace)
  }

  // MARK: Clock and actor

  /// The time of the command: `--at`, or the system's clock as it is now.
  package var instant: Instant {
    globals.at.map { Instant($0, isGiven: true) }
      ?? Instant(surroundings.clock(), isGiven: false)
  }

  /// Who the journal says did it: `--actor`, `SI64_ACTOR`, the login name.
  package var actor: String {
    globals.actor ?? surroundings.environment["SI64_ACTOR"].flatMap { $0.isEmpty ? nil : $0 }
      ?? surroundings.loginName ?? "unknown"
  }

  /// Whether the idempotency key of the command was used before.
  package var isRepeat: Bool {
    get throws {
      guard let key = globals.idempotencyKey else { return false }
      return try read { try $0.entry(forKey: key) != nil }
    }
  }

  // MARK: Settings

  /// The settings from all their places.
  ///
  /// - Throws: `config` where a file cannot be read as one.
  package func config() throws -> Config {
    if let knownConfig { return knownConfig }
    let config = try Config(layers: configLayers())
    knownConfig = config
    return config
  }

  /// The asset of a bare amount in commands of `module`.
  ///
  /// - Throws: `config`.
  package func defaultAsset(of module: String) throws -> String {
    try config().value("\(module).asset") ?? plugins[name: module]?.defaultAsset ?? "TOKEN"
  }

  // MARK: Ledger

  /// The open ledger.
  ///
  /// - Throws: `no-ledger` and what opening one can throw.
  package func store() throws -> Store {
    if let store = workspace.store, workspace.transaction != nil || store.isCurrent {
      store.wait(atMost: globals.lockTimeout)
      return store
    }
    workspace.store = nil
    let store = try Store.open(location(), storeOptions)
    workspace.store = store
    if globals.verbose {
      try say("ledger: \(store.location.path) (\(store.location.backend.rawValue))")
    }
    return store
  }

  /// Forgets the open ledger, whose file is another's now; the next command opens what is there.
  package func closeLedger() { workspace.store = nil }

  /// What stores of this session are opened with.
  package var storeOptions: Store.Options {
    let tables = plugins.schema.tablesByName
    return Store.Options(
      schema: plugins.schema, lockTimeout: globals.lockTimeout, cacheDirectory: cacheDirectory,
      shouldStop: surroundings.shouldStop, replay: { try Replayer($0, tables: tables) })
  }

  /// Looks at one consistent state.
  package func read<T>(_ body: (LedgerReader) throws -> T) throws -> T {
    if let open = try workspace.open() {
      defer { open.noticeLoss() }
      open.move(to: instant, actor: actor)
      return try body(open)
    }
    var hasStarted = false
    do {
      return try store().read { database in
        hasStarted = true
        return try look(at: database, body)
      }
    } catch let failure as Failure where failure.code == .io && !hasStarted {
      guard try workspace.dropsCache(storeOptions) else { throw failure }
      return try store().read { try look(at: $0, body) }
    }
  }

  private func look<T>(at database: Database, _ body: (LedgerReader) throws -> T) throws -> T {
    let store = try store()
    showNotices(of: store)
    return try body(LedgerReader(database, tables: store.schema.tablesByName, now: instant.time))
  }

  /// Runs `body` in a write transaction; durable when this returns, undone when it throws or in a
  /// dry run.
  ///
  /// - Parameter isRepeatable: whether `body` may run once more, after a cache that failed.
  package func write<T>(
    isRepeatable: Bool = false, _ body: (LedgerWriter) throws -> T
  ) throws -> T {
    try checkActor()
    guard !workspace.isBesideTransaction else {
      throw Failure(
        .badState, "a transaction is open in another ledger",
        hint: "'commit' or 'rollback' ends it")
    }
    if let open = try workspace.open() { return try write(in: open, body) }
    do {
      return try writeOnce(body)
    } catch let failure as Failure where isRepeatable && failure.code == .io {
      guard try workspace.dropsCache(storeOptions) else { throw failure }
      return try writeOnce(body)
    }
  }

  /// - Throws: `bad-value` or `bad-text` where the environment's actor can be none.
  private func checkActor() throws {
    if globals.actor == nil { _ = try GlobalOptions.label(actor, of: "actor (SI64_ACTOR)") }
  }

  private func writeOnce<T>(_ body: (LedgerWriter) throws -> T) throws -> T {
    let store = try store()
    var hasBegun = false
    // Said when the lock is given back: what was recovered, and what was not kept.
    defer { if hasBegun { showNotices(of: store) } }
    do {
      try store.begin()
      hasBegun = true
      let ledger = try LedgerWriter(store, actor: actor, at: instant)
      let value = try body(ledger)
      try ledger.flush()
      if globals.dryRun {
        store.rollback()
        try say("dry run: nothing written")
      } else {
        try store.commit()
      }
      return value
    } catch {
      if store.isWriting { store.rollback() }
      throw (error as? Failure).map(store.explain) ?? error
    }
  }

  /// The same options for another ledger.
  package func globals(at location: Location) -> GlobalOptions {
    var globals = globals
    globals.ledger =
      location.config == nil ? location.path : Path.parent(of: location.path)
    return globals
  }

  /// Runs `body` in a savepoint of the user's own transaction.
  private func write<T>(
    in open: LedgerWriter, _ body: (LedgerWriter) throws -> T
  ) throws -> T {
    defer { open.noticeLoss() }
    open.move(to: instant, actor: actor)
    guard globals.dryRun else { return try open.undoingFailure { try body(open) } }
    let value = try open.undoing { try body(open) }
    try say("dry run: nothing written")
    return value
  }

  // MARK: Output

  /// Prints a result.
  package func print(_ document: Document) throws {
    switch document {
    // What a dry run shows has an id that something else will get.
    case .item(let item) where !globals.dryRun, .changed(let item) where !globals.dryRun:
      remember(item)
    default: break
    }
    if case .changed = document { return try behindChange { try show(document) } }
    try show(document)
  }

  /// Keeps what was printed last, for the shell.
  package func remember(_ item: Item) {
    workspace.lastItem = item
    workspace.printedItem = item
  }

  private func show(_ document: Document) throws {
    guard let rows = pageRows else {
      return try render(document, shape: shape, to: &surroundings.output)
    }
    var text = ""
    try render(document, shape: shape, to: &text)
    if text.utf8.count(where: { $0 == UInt8(ascii: "\n") }) < rows
      || !surroundings.page(text, pagerCommand)
    {
      try surroundings.output.write(text)
    }
  }

  /// Prints text as it is.
  package func print(raw text: String) throws { try surroundings.output.write(text) }

  /// Tells the user something that is not the result.
  package func say(_ text: String) throws { try surroundings.errors.write(text.sanitised + "\n") }

  /// The shape results are printed in.
  package var shape: OutputShape {
    let terminal = surroundings.isOutputTerminal
    let format = globals.quiet ? .id : globals.output ?? (terminal ? .table : .tsv)
    var shape = OutputShape(
      format: format, columns: globals.columns,
      noHeader: globals.noHeader || (format == .tsv && globals.output == nil),
      sort: globals.sort, limit: globals.limit, filters: globals.filters, color: usesColor,
      width: terminal ? surroundings.width : nil)
    shape.known = printed
    return shape
  }

  private var usesColor: Bool {
    let environment = surroundings.environment
    switch globals.color {
    case .always: return true
    case .never: return false
    case .auto:
      if environment["NO_COLOR"]?.isEmpty == false || environment["TERM"] == "dumb" {
        return false
      }
      let forced = environment["CLICOLOR_FORCE"].map { !$0.isEmpty && $0 != "0" } ?? false
      return forced || surroundings.isOutputTerminal
    }
  }

  /// Asks before something is destroyed.
  ///
  /// - Throws: `refused`, or `prompt-needed` where nobody can be asked.
  package func confirm(_ question: String) throws {
    if globals.yes { return }
    guard !globals.noInput, surroundings.isInputTerminal else {
      throw Failure(
        .promptNeeded, "this needs a confirmation, and there is nobody to ask",
        hint: "--yes confirms it")
    }
    let answer = surroundings.ask("\(question) [y/N] ")?.lowercased()
    guard answer == "y" || answer == "yes" else { throw Failure(.refused, "nothing was changed") }
  }

  private func showNotices(of store: Store) {
    for notice in store.notices.dropFirst(shownNotices) { try? say("si64: warning: \(notice)") }
    shownNotices = store.notices.count
  }
}
