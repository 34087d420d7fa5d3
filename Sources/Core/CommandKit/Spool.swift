// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Store

/// Bytes held back, in memory while they are few, then in an unnamed temporary file: output until
/// the commit or until the ledger is let go, input until the lock is held.
package final class Spool: TextSink {
  private var buffer: [UInt8] = []
  private var file: Int32?
  /// How far `read` has come.
  private var position = 0
  private static let most = 1 << 16

  package init() {}

  deinit { clear() }

  package func write(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.most { try spill() }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.most { try spill() }
  }

  /// Fills `space` with what comes next of what was written.
  ///
  /// - Returns: how many bytes those are; 0 at the end.
  func read(into space: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let file else {
      let piece = buffer[position...].prefix(space.count)
      space.copyBytes(from: piece)
      position += piece.count
      return piece.count
    }
    if !buffer.isEmpty { try spill() }
    let count = pread(file, space.baseAddress, space.count, position)
    guard count >= 0 else { throw Failure.system("cannot read", "a temporary file") }
    position += count
    return count
  }

  /// Forgets everything.
  func clear() {
    buffer.removeAll(keepingCapacity: true)
    position = 0
    if let file { close(file) }
    file = nil
  }

  /// Hands everything on and starts anew.
  package func drain(to sink: inout some TextSink) throws {
    if file != nil {
      try copy(to: &sink)
    } else if !buffer.isEmpty {
      try sink.write(String(decoding: buffer, as: UTF8.self))
    }
    clear()
  }

  /// Copies in pieces that end with a character, so that none is cut in two.
  private func copy(to sink: inout some TextSink) throws {
    position = 0
    var rest: [UInt8] = []
    while true {
      let piece = try [UInt8](unsafeUninitializedCapacity: Self.most) { buffer, filled in
        filled = try read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      rest += piece
      let end = piece.isEmpty ? rest.endIndex : Self.wholeCharacters(rest)
      try sink.write(String(decoding: rest[..<end], as: UTF8.self))
      rest.removeFirst(end)
      if piece.isEmpty { return }
    }
  }

  /// How many of the bytes are whole characters of UTF-8: all, or all but an unfinished last one.
  private static func wholeCharacters(_ bytes: [UInt8]) -> Int {
    guard let last = bytes.lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return bytes.count }
    let length = bytes[last] < 0x80 ? 1 : bytes[last] < 0xE0 ? 2 : bytes[last] < 0xF0 ? 3 : 4
    return bytes.count - last < length ? last : bytes.count
  }

  private func spill() throws {
    let descriptor = try file ?? Self.temporaryFile()
    file = descriptor
    try buffer.withUnsafeBytes { try DescriptorSink.write($0, to: descriptor) }
    buffer.removeAll(keepingCapacity: true)
  }

  /// A file without a name, which is gone once it is closed.
  static func temporaryFile() throws -> Int32 {
    var name = Array("/tmp/si64-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw Failure.system("cannot make", "a temporary file") }
    unlink(name)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }
}
