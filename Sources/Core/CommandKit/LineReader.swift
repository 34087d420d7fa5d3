// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
package import Money

/// Reads lines from a file descriptor, a spool or memory through one buffer, without a copy for
/// each line.
///
/// Memory is bounded by the longest line allowed. The last line needs no newline. A UTF-8 byte
/// order mark at the start is skipped.
package final class LineReader {
  /// The longest line in bytes, its newline not counted.
  package static let longestLine = 1 << 20

  /// The number of the line that `next()` gave last, from 1; 0 before the first.
  package private(set) var line = 0
  /// The name of the input, for errors.
  package let name: String

  /// How many bytes of the input lie behind it.
  package var consumed: Int { received - (end - start) }

  /// Gets the bytes of every line that was passed, whole, with what was skipped of it.
  var copy: Spool?

  /// Fills the space with more of the input; 0 where it ends.
  private let more: (UnsafeMutableRawBufferPointer) throws -> Int
  private var received = 0
  private var buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var atEnd: Bool
  private var isSkipping = false

  /// A reader of a descriptor, which stays the caller's to close.
  ///
  /// - Parameter shouldStop: asked behind a signal; whether reading ends as `interrupted`.
  package convenience init(
    fileDescriptor: Int32, name: String, shouldStop: (() -> Bool)? = nil
  ) {
    self.init(name: name) { space in
      while true {
        let count = read(fileDescriptor, space.baseAddress, space.count)
        if count >= 0 { return count }
        guard errno == EINTR else {
          throw Failure(.io, "cannot read \(name): \(String(cString: strerror(errno)))")
        }
        if shouldStop?() == true { throw Failure(.interrupted, "interrupted") }
      }
    }
  }

  /// A reader of a spool, which may get more once it is at its end; see `goOn`.
  convenience init(_ spool: Spool, name: String) {
    self.init(name: name) { try spool.read(into: $0) }
  }

  private init(
    name: String, _ more: @escaping (UnsafeMutableRawBufferPointer) throws -> Int
  ) {
    self.more = more
    self.name = name
    buffer = .allocate(byteCount: 1 << 16, alignment: 16)
    atEnd = false
  }

  /// A reader of bytes in memory.
  package init(bytes: [UInt8], name: String) {
    more = { _ in 0 }
    self.name = name
    buffer = .allocate(byteCount: max(1, bytes.count), alignment: 16)
    buffer.copyBytes(from: bytes)
    end = bytes.count
    received = bytes.count
    atEnd = true
  }

  deinit { buffer.deallocate() }

  /// The next line without its newline, or `nil` at the end. A carriage return at its end stays.
  ///
  /// The bytes are valid until the next call. After a line that is too long, the next call goes on
  /// behind it.
  ///
  /// - Throws: `bad-file` with the place for a line of more than 1 MiB; `io` where reading fails;
  ///   `interrupted`.
  package func next() throws -> UnsafeRawBufferPointer? {
    guard try finishSkipping() else { return nil }
    var searched = 0
    while true {
      if let newline = position(of: 0x0A, from: start + searched) {
        return try take(newline - start, newline: 1)
      }
      searched = end - start
      guard searched <= Self.longestLine else {
        isSkipping = true
        throw tooLong()
      }
      if atEnd { return searched == 0 ? nil : try take(searched, newline: 0) }
      try fill()
    }
  }

  /// The next line as text, its line ending removed, or `nil` at the end.
  ///
  /// - Throws: as `next()`, and `bad-text` for invalid UTF-8.
  package func nextText() throws -> String? {
    guard var bytes = try next() else { return nil }
    if bytes.last == 0x0D { bytes = UnsafeRawBufferPointer(rebasing: bytes.dropLast()) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.badText, "invalid UTF-8").at(place)
    }
    return text
  }

  /// The place of the line given last.
  package var place: Failure.Place { Failure.Place(file: name, line: line) }

  private func take(_ count: Int, newline: Int) throws -> UnsafeRawBufferPointer {
    var bytes = UnsafeRawBufferPointer(rebasing: buffer[start..<start + count])
    try pass(start + count + newline)
    guard count <= Self.longestLine else { throw tooLong() }
    if line == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(3))
    }
    line += 1
    return bytes
  }

  private func pass(_ next: Int) throws {
    try copy?.write(UnsafeRawBufferPointer(rebasing: buffer[start..<next]))
    start = next
  }

  private func position(of byte: Int32, from: Int) -> Int? {
    guard from < end, let base = buffer.baseAddress,
      let found = memchr(base + from, byte, end - from)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// Moves what is left to the front, grows the buffer where a line fills it, and reads once.
  private func fill() throws {
    if start > 0 {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
      (start, end) = (0, end - start)
    } else if end == buffer.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: buffer.count * 2, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
      buffer.deallocate()
      buffer = larger
    }
    let count = try more(UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
    end += count
    received += count
    atEnd = count == 0
  }

  private func tooLong() -> Failure {
    line += 1
    return Failure(.badFile, "the line is longer than 1 MiB").at(place)
  }

  /// Looks for more behind what was the end.
  func goOn() { atEnd = false }

  /// Passes over what is left of a line that was too long; `false` at the end of the input.
  @discardableResult
  func finishSkipping() throws -> Bool {
    while isSkipping {
      if let newline = position(of: 0x0A, from: start) {
        try pass(newline + 1)
        isSkipping = false
      } else {
        try pass(end)
        if atEnd { return false }
        try fill()
      }
    }
    return true
  }
}
