// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Money
package import Store

/// What outlives a single command in a REPL: the open ledger, and a transaction the user began.
package final class Workspace {
  /// The ledger that commands without `-L` of their own use, once one has opened it.
  package internal(set) var store: Store?
  /// What the shell's own `-L` says, which its commands all carry.
  package private(set) var ledger: String?
  /// The transaction between `begin` and `commit`.
  package private(set) var transaction: LedgerWriter?
  /// Whether a failing disk has undone the open transaction: only 'rollback' makes sense then.
  package var isLost: Bool { transaction != nil && store?.isWriting != true }
  /// The object printed last, for `$_`.
  package var lastItem: Item?
  /// The object that the running command printed, for `\gset`.
  package var printedItem: Item? { didSet { main?.printedItem = printedItem } }
  /// Where the running statement stands, for its errors; `nil` at a prompt.
  package var place: Failure.Place?
  /// Whether the running statement has said what is wrong.
  package var hasReported = false { didSet { main?.hasReported = hasReported } }
  /// The user's, where this is for one statement on another ledger.
  private let main: Workspace?
  private var isWithoutCache = false
  private var savepoints: [(name: String, savepoint: Store.Savepoint)] = []

  package init(ledger: String? = nil) {
    self.ledger = ledger
    main = nil
  }

  /// For one statement on another ledger.
  init(beside main: Workspace) {
    self.main = main
    place = main.place
  }

  /// Whether the user has a transaction open in another ledger than this workspace's.
  var isBesideTransaction: Bool { main?.isInTransaction ?? false }

  /// Whether a transaction of the user's is open, be it in another ledger.
  package var isInTransaction: Bool { transaction != nil || isBesideTransaction }

  /// Goes to another ledger.
  ///
  /// - Throws: `bad-state` inside a transaction.
  package func move(to ledger: String?) throws {
    guard ledger != self.ledger else { return }
    guard transaction == nil else {
      throw Failure(
        .badState, "the open transaction belongs to the ledger it began in",
        hint: "'commit' or 'rollback' first")
    }
    store = nil
    isWithoutCache = false
    self.ledger = ledger
  }

  /// Takes the writers' lock and opens a transaction.
  ///
  /// - Throws: `bad-state` where one is open; `locked`.
  package func begin(in session: Session) throws {
    guard transaction == nil else {
      throw Failure(
        .badState, "a transaction is open already", hint: "'commit' or 'rollback' ends it")
    }
    let store = try session.store()
    try store.begin()
    do {
      transaction = try LedgerWriter(store, actor: session.actor, at: session.instant)
    } catch {
      store.rollback()
      throw error
    }
  }

  /// Makes the transaction durable.
  ///
  /// - Throws: `bad-state` where none is open; what the disk says.
  package func commit() throws {
    guard !isLost else {
      forget()
      throw Failure(.io, "the disk failed in this transaction: nothing of it was written")
    }
    let open = try current()
    defer { forget() }
    do {
      try open.flush()
    } catch {
      store?.rollback()
      throw error
    }
    try store?.commit()
  }

  /// Undoes the transaction.
  ///
  /// - Throws: `bad-state` where none is open.
  package func rollback() throws {
    if !isLost { _ = try current() }
    store?.rollback()
    forget()
  }

  /// Marks a place in the transaction; a name used again moves there.
  ///
  /// - Throws: `bad-state` where none is open.
  package func savepoint(_ name: String) throws {
    let open = try current()
    guard let store else { return }
    defer { store.noticeLoss() }
    try open.flush()
    savepoints.append((name, try store.savepoint("user_\(savepoints.count)")))
  }

  /// Goes back to a place in the transaction, which stays marked.
  ///
  /// - Throws: `bad-state` where no transaction is open; `not-found`.
  package func rollback(to name: String) throws {
    let open = try current()
    guard let index = savepoints.lastIndex(where: { $0.name == name }) else {
      throw Failure(.notFound, "there is no savepoint '\(name)'")
    }
    try open.rollback(to: savepoints[index].savepoint)
    savepoints.removeSubrange(index...)
    try savepoint(name)
  }

  /// Opens a JSON ledger again without its cache on disk, which has failed: it is only a copy.
  ///
  /// - Returns: `false` where there is no such cache.
  func dropsCache(_ options: Store.Options) throws -> Bool {
    guard let open = store, open.location.backend == .json, !isWithoutCache else { return false }
    isWithoutCache = true
    var options = options
    options.cacheDirectory = nil
    store = try Store.open(open.location, options)
    return true
  }

  private func current() throws -> LedgerWriter {
    guard let transaction = try open() else {
      throw Failure(.badState, "no transaction is open", hint: "'begin' opens one")
    }
    return transaction
  }

  /// The transaction the user began, or `nil`.
  ///
  /// - Throws: `bad-state` where a failing disk has undone it: what follows must not be done
  ///   without
  ///   what stood before it.
  func open() throws -> LedgerWriter? {
    guard !isLost else {
      throw Failure(
        .badState, "the disk failed in this transaction, which is undone",
        hint: "'rollback' ends it")
    }
    return transaction
  }

  private func forget() {
    transaction = nil
    savepoints.removeAll()
  }
}
