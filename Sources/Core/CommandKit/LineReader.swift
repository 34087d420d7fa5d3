// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
package import Money

/// Reads lines from a file descriptor or from memory through one buffer, without a copy for each
/// line.
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

  private let fileDescriptor: Int32
  private let shouldStop: (() -> Bool)?
  private var received = 0
  private var buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var atEnd: Bool
  private var isSkipping = false

  /// A reader of a descriptor, which stays the caller's to close.
  ///
  /// - Parameter shouldStop: asked behind a signal; whether reading ends as `interrupted`.
  package init(fileDescriptor: Int32, name: String, shouldStop: (() -> Bool)? = nil) {
    self.fileDescriptor = fileDescriptor
    self.shouldStop = shouldStop
    self.name = name
    buffer = .allocate(byteCount: 1 << 16, alignment: 16)
    atEnd = false
  }

  /// A reader of bytes in memory.
  package init(bytes: [UInt8], name: String) {
    fileDescriptor = -1
    shouldStop = nil
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
    guard count <= Self.longestLine else {
      start += count + newline
      throw tooLong()
    }
    var bytes = UnsafeRawBufferPointer(rebasing: buffer[start..<start + count])
    if line == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(3))
    }
    line += 1
    start += count + newline
    return bytes
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
    var count = -1
    while true {
      count = read(fileDescriptor, buffer.baseAddress?.advanced(by: end), buffer.count - end)
      guard count < 0 && errno == EINTR else { break }
      if shouldStop?() == true { throw Failure(.interrupted, "interrupted") }
    }
    guard count >= 0 else {
      throw Failure(.io, "cannot read \(name): \(String(cString: strerror(errno)))")
    }
    end += count
    received += count
    atEnd = count == 0
  }

  private func tooLong() -> Failure {
    line += 1
    return Failure(.badFile, "the line is longer than 1 MiB").at(place)
  }

  /// Passes over what is left of a line that was too long; `false` at the end of the input.
  private func finishSkipping() throws -> Bool {
    while isSkipping {
      if let newline = position(of: 0x0A, from: start) {
        start = newline + 1
        isSkipping = false
      } else {
        start = end
        if atEnd { return false }
        try fill()
      }
    }
    return true
  }
}
