// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Money

/// Statements from a file, from `-c`, or from standard input: no prompts, and the first error ends
/// it.
struct ReplScript {
  private let repl: Repl
  private let keepsGoing: Bool
  /// A script that includes itself would never end.
  private static let deepest = 16

  init(_ repl: Repl, keepsGoing: Bool) {
    self.repl = repl
    self.keepsGoing = keepsGoing
  }

  /// Runs all statements of a script that is at hand as a whole.
  ///
  /// - Parameter name: for errors, as in `FILE:LINE: …`; `nil` for `-c`.
  /// - Returns: 0, or the status of the first statement that failed.
  /// - Throws: `bad-text` before anything runs.
  func run(_ bytes: [UInt8], name: String?) throws -> Int32 {
    let lines = { LineReader(bytes: bytes, name: name ?? "the script") }
    if String(validating: bytes, as: UTF8.self) == nil {
      let all = lines()
      while let line = try all.next() { _ = try text(line, all) }
    }
    return try run(lines(), name: name)
  }

  /// Runs statements as they come.
  func run(_ lines: LineReader, name: String?) throws -> Int32 {
    var failed: Int32 = 0
    do {
      try run(lines, name: name, &failed)
    } catch let failure as Failure where failed != 0 {
      // What the script ends with is its first failure's.
      return repl.reporting { throw failure } == 0 ? 0 : failed
    }
    return failed
  }

  private func run(_ lines: LineReader, name: String?, _ failed: inout Int32) throws {
    guard repl.depth < Self.deepest else {
      throw Failure(.badState, "scripts are nested more than \(Self.deepest) deep")
    }
    repl.depth += 1
    defer { repl.depth -= 1 }
    var reader = StatementReader()
    while let line = try lines.next() {
      for statement in try reader.feed(text(line, lines)) {
        let status = repl.run(statement, from: name)
        if failed == 0 { failed = status }
        if repl.isDone || (status != 0 && !keepsGoing) { return }
        if status == Self.interrupted || repl.isInterrupted() {
          failed = Self.interrupted
          return
        }
      }
    }
    guard !reader.isPending || reader.isBlank else {
      throw Failure(.usage, "the script ends in an open quote or a backslash").at(
        name.map { Failure.Place(file: $0, line: reader.firstLine) })
    }
  }

  private func text(_ line: UnsafeRawBufferPointer, _ lines: LineReader) throws -> String {
    guard let text = String(validating: line, as: UTF8.self) else {
      throw Failure(.badText, "the line is not UTF-8").at(lines.place)
    }
    return text.utf8.last == 0x0D ? String(text.dropLast()) : text
  }

  private func sayUndone() throws {
    if repl.abandon() { try repl.say("all of it was rolled back, nothing was written") }
  }

  private static let interrupted = ErrorCode.interrupted.exitStatus()

  /// Runs a script in one transaction: all of it, or nothing.
  func asOne(_ run: () throws -> Int32) throws -> Int32 {
    try repl.begin()
    repl.isOne = true
    defer { repl.isOne = false }
    let status: Int32
    do {
      status = try run()
    } catch {
      try sayUndone()
      throw error
    }
    if status != 0 {
      try sayUndone()
    } else if repl.isInTransaction {
      try repl.commit()
    }
    return status
  }
}
