// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Testing

@testable import Store

@Suite("One ledger in the place of another")
struct ReplaceTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func path(_ backend: Location.Backend) -> String {
    directory(backend == .json ? "a.json" : "a.db")
  }

  /// Makes the ledger with these notes besides "first".
  private func make(_ texts: [String], at location: Location) throws {
    try Store.create(
      location, options(),
      first: entryBytes([RowChange(table: Note.table, key: 1, after: Note(1, "first").values)])
    ).add(texts)
  }

  private func replace(_ path: String, by texts: [String]) throws -> String? {
    try Store.replace(.file(path), options()) { try make(texts, at: $0) }
  }

  /// A ledger that a name without an ending of its own leads to.
  private func texts(_ path: String, _ backend: Location.Backend) throws -> [String] {
    try Store.open(Location(file: path, backend: backend), options()).texts()
  }

  @Test(arguments: Location.Backend.allCases)
  func theOldOneIsKeptUnderAFreeName(_ backend: Location.Backend) throws {
    let path = path(backend)
    try put([1], at: "\(path).old-1")
    // The connection keeps what it wrote in SQLite's log.
    let open = try Store.notes(at: path)
    try open.add("old")
    #expect(try replace(path, by: ["new"]) == "\(path).old-2")
    #expect(try texts(path, backend) == ["first", "new"])
    #expect(try texts("\(path).old-2", backend) == ["first", "old"])
    #expect(try contents("\(path).old-1") == [1])
    #expect(!directory.names().contains { $0.contains(".new-") })
    for name in ["", ".old-2"] {
      #expect(File.permissions(of: path + name)?.mode == 0o600)
    }
  }

  @Test(arguments: Location.Backend.allCases)
  func whereThereIsNone(_ backend: Location.Backend) throws {
    #expect(try replace(path(backend), by: ["new"]) == nil)
    #expect(try texts(path(backend), backend) == ["first", "new"])
    #expect(directory.names().filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }.count == 1)
  }

  /// Who has it open is told once, and goes on with what is there.
  @Test(arguments: Location.Backend.allCases, [["new"], ["old", "more"], []])
  func openOnesNotice(_ backend: Location.Backend, _ restored: [String]) throws {
    let path = path(backend)
    let reader = try Store.notes(at: path)
    try reader.add("old", "older")
    let writer = try Store.reopen(path)
    #expect(try reader.texts() == ["first", "old", "older"])
    #expect(try writer.texts() == ["first", "old", "older"])
    _ = try replace(path, by: restored)
    #expect(code { try reader.texts() } == .conflict)
    #expect(try reader.texts() == ["first"] + restored)
    #expect(code { try writer.begin() } == .conflict)
    #expect(!writer.isWriting)
    #expect(try texts(path, backend) == ["first"] + restored)
    try writer.add("next")
    #expect(try texts(path, backend) == ["first"] + restored + ["next"])
    #expect(try reader.texts() == ["first"] + restored + ["next"])
  }

  @Test(arguments: Location.Backend.allCases)
  func aWriterFinishesFirst(_ backend: Location.Backend) throws {
    let path = path(backend)
    let writer = try Store.notes(at: path)
    try writer.begin()
    try writer.append("unfinished")
    #expect(code { try replace(path, by: ["new"]) } == .locked)
    try writer.commit()
    #expect(try texts(path, backend) == ["first", "unfinished"])
    #expect(directory.names().filter { $0.contains(".old-") || $0.contains(".new-") } == [])
  }

  @Test(arguments: Location.Backend.allCases)
  func whatCannotBeMadeChangesNothing(_ backend: Location.Backend) throws {
    let path = path(backend)
    try Store.notes(at: path).add("old")
    let failed = code {
      try Store.replace(.file(path), options()) {
        try make(["new"], at: $0)
        throw Failure(.damaged, "it does not verify")
      }
    }
    #expect(failed == .damaged)
    #expect(try texts(path, backend) == ["first", "old"])
    #expect(directory.names().filter { $0.contains(".old-") || $0.contains(".new-") } == [])
  }

  /// A ledger that cannot be read can be replaced all the same, and is kept as it is.
  @Test(arguments: Location.Backend.allCases)
  func aDamagedOne(_ backend: Location.Backend) throws {
    let path = path(backend)
    let garbage = [UInt8](repeating: 0x41, count: 20_000)
    try put(garbage, at: path)
    #expect(try replace(path, by: ["new"]) == "\(path).old-1")
    #expect(try texts(path, backend) == ["first", "new"])
    #expect(try contents("\(path).old-1") == garbage)
  }
}
