// SPDX-License-Identifier: GPL-3.0-or-later
import CSQLite
import Money

/// A prepared statement, used again and again.
package final class Statement {
  private let handle: OpaquePointer
  private unowned let database: Database
  private let isReadOnly: Bool

  init(_ sql: String, in database: Database, persistent: Bool) throws {
    var handle: OpaquePointer?
    let flags = persistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
    let status = sqlite3_prepare_v3(database.handle, sql, -1, flags, &handle, nil)
    guard status == SQLITE_OK, let handle else { throw database.failure(status, sql) }
    self.handle = handle
    self.database = database
    isReadOnly = sqlite3_stmt_readonly(handle) != 0
  }

  deinit { sqlite3_finalize(handle) }

  /// Binds all parameters, in order.
  package func bind(_ values: [Value]) {
    for (index, value) in values.enumerated() { bind(value, at: Int32(index + 1)) }
  }

  /// Binds one parameter, counted from 1.
  package func bind(_ value: Value, at index: Int32) {
    switch value {
    case .null: sqlite3_bind_null(handle, index)
    case .integer(let number): sqlite3_bind_int64(handle, index, number)
    case .text(let text): bind(text, at: index)
    }
  }

  /// Binds an integer, counted from 1.
  package func bind(_ number: Int64, at index: Int32) { sqlite3_bind_int64(handle, index, number) }

  /// Binds text, counted from 1; SQLite takes a copy.
  package func bind(_ text: String, at index: Int32) {
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        let copy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        // An empty buffer may have no address, which SQLite would read as NULL.
        if let start = $0.baseAddress {
          sqlite3_bind_text(handle, index, start, Int32($0.count), copy)
        } else {
          sqlite3_bind_text(handle, index, "", 0, copy)
        }
      }
    }
  }

  /// Binds UTF-8 that stays in place until the statement has run, without a copy.
  package func bind(unowned bytes: UnsafeRawBufferPointer, at index: Int32) {
    let text = bytes.bindMemory(to: CChar.self)
    sqlite3_bind_text(handle, index, text.baseAddress, Int32(text.count), nil)
  }

  /// Moves to the next row; `false` when there is none.
  package func step() throws -> Bool {
    // SQLite undoes the whole transaction with a write that is broken off.
    let status =
      isReadOnly ? sqlite3_step(handle) : database.withoutStopping { sqlite3_step(handle) }
    switch status {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let status:
      let failure = database.failure(status, nil)
      sqlite3_reset(handle)
      throw failure
    }
  }

  /// Runs a statement that returns no rows.
  package func run() throws {
    _ = try step()
    sqlite3_reset(handle)
  }

  /// Ends a loop over rows early, or makes ready for the next one.
  package func reset() { sqlite3_reset(handle) }

  /// Whether the column of the current row, counted from 0, is NULL.
  package func isNull(_ column: Int32) -> Bool {
    sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  /// The integer in a column of the current row, counted from 0; 0 for NULL.
  package func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  /// The text in a column of the current row, counted from 0; empty for NULL.
  package func text(_ column: Int32) -> String {
    withBytes(column) { String(decoding: $0, as: UTF8.self) }
  }

  /// The UTF-8 of a column of the current row, in place.
  package func withBytes<T>(
    _ column: Int32, _ body: (UnsafeBufferPointer<UInt8>) throws -> T
  ) rethrows -> T {
    let start = sqlite3_column_text(handle, column)
    let count = Int(sqlite3_column_bytes(handle, column))
    return try body(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
  }

  /// The value in a column of the current row, counted from 0.
  package func value(_ column: Int32) -> Value {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_NULL: .null
    case SQLITE_INTEGER: .integer(integer(column))
    default: .text(text(column))
    }
  }

  /// All values of the current row.
  package var values: [Value] { (0..<sqlite3_column_count(handle)).map(value) }
}
