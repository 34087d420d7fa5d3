// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Store

@testable import LedgerCore

/// A ledger without a command line around it.
final class TestBooks {
  let directory: String
  let location: Location
  let store: Store
  /// Milliseconds since 1970; a system clock until `isGiven`.
  var now: Int64 = 1_767_225_600_000
  var isGiven = false

  static let schema = Schema(
    version: 1, tables: KernelTables.records, derived: KernelTables.derived)

  init(_ backend: Location.Backend = .sqlite) throws {
    var name = Array("/tmp/si64-books-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { throw Failure.system("cannot make", "a directory") }
    directory = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    location = Location(
      file: directory + (backend == .sqlite ? "/a.db" : "/a.json"), backend: backend)
    let genesis = Genesis(publicKey: "k", createdAt: Timestamp(milliseconds: now))
    store = try Store.create(location, Self.options, first: genesis.firstEntry(actor: "tester"))
  }

  deinit {
    for ending in ["", "-wal", "-shm"] { unlink(location.path + ending) }
    rmdir(directory)
  }

  private static var options: Store.Options {
    let tables = schema.tablesByName
    return Store.Options(
      schema: schema, lockTimeout: 1000, cacheDirectory: nil,
      replay: { try Replayer($0, tables: tables) })
  }

  /// Runs `body` in a write transaction that is undone where it throws.
  func write<T>(_ body: (LedgerWriter) throws -> T) throws -> T {
    try store.begin()
    do {
      let instant = Instant(Timestamp(milliseconds: now), isGiven: isGiven)
      let ledger = try LedgerWriter(store, actor: "tester", at: instant)
      let value = try body(ledger)
      try ledger.flush()
      try store.commit()
      return value
    } catch {
      store.rollback()
      throw error
    }
  }

  /// One entry in a transaction of its own.
  @discardableResult
  func entry<T>(_ body: (LedgerWriter) throws -> T) throws -> T {
    try write { ledger in try ledger.entry("test entry") { try body(ledger) }.value }
  }

  func read<T>(_ body: (LedgerReader) throws -> T) throws -> T {
    try store.read {
      try body(
        LedgerReader(
          $0, tables: store.schema.tablesByName, now: Timestamp(milliseconds: now)))
    }
  }

  /// Opens accounts, with this much TOKEN each.
  func open(_ names: String..., with amount: Int64 = 0) throws {
    for name in names {
      try entry { ledger in
        try ledger.createAccount(
          Account(id: ledger.nextID(Account.self), name: name, createdAt: ledger.now))
        if amount > 0 { try ledger.move(.token(amount), from: "world", to: name) }
      }
    }
  }

  /// Changes an account.
  func change(_ name: String, _ body: (inout Account) -> Void) throws {
    try entry { ledger in
      var account = try ledger.findAccount(name)
      body(&account)
      try ledger.update(account)
    }
  }

  func pay(_ amount: Int64, _ from: String, _ to: String) throws {
    try entry { try $0.move(.token(amount), from: from, to: to) }
  }

  func balance(_ name: String, _ asset: Asset = .token) throws -> Balance {
    try read { try $0.balance(of: $0.findAccount(name), asset) }
  }

  func available(_ name: String) throws -> Int64 { try balance(name).amount.minor }

  func verify() throws -> [String] {
    try store.inspect {
      try Verifier(store, audits: [], now: Timestamp(milliseconds: now)).run().findings
        .map { "\($0.audit): \($0.message)" }
    }
  }
}

extension Asset {
  static var token: Asset { builtIn.first { $0.code == "TOKEN" } ?? builtIn[0] }
  static var sol: Asset { builtIn.first { $0.code == "SOL" } ?? builtIn[0] }
}

extension Amount {
  static func token(_ minor: Int64) -> Amount { Amount(minor: minor, asset: .token) }
  static func sol(_ minor: Int64) -> Amount { Amount(minor: minor, asset: .sol) }
}

/// The failure that `body` throws, or `nil`.
func failure<T>(_ body: () throws -> T) -> Failure? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? Failure
  }
}

/// SplitMix64.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
