// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Store

/// Output held back until the commit, or until the ledger is let go: in memory while it is small,
/// then in an unnamed temporary file.
package struct Spool: TextSink {
  private var buffer: [UInt8] = []
  private var file: Int32?
  private static let most = 1 << 16

  package init() {}

  package mutating func write(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.most { try spill() }
  }

  /// Hands everything on and starts anew.
  package mutating func drain(to sink: inout some TextSink) throws {
    if let file {
      try spill()
      try Self.copy(file, to: &sink)
      close(file)
      self.file = nil
    } else if !buffer.isEmpty {
      try sink.write(String(decoding: buffer, as: UTF8.self))
      buffer.removeAll(keepingCapacity: true)
    }
  }

  /// Copies in pieces that end with a character, so that none is cut in two.
  private static func copy(_ file: Int32, to sink: inout some TextSink) throws {
    lseek(file, 0, SEEK_SET)
    var rest: [UInt8] = []
    while true {
      let piece = try read(file, most)
      rest += piece
      let end = piece.isEmpty ? rest.endIndex : wholeCharacters(rest)
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

  private mutating func spill() throws {
    let descriptor = try file ?? Self.temporaryFile()
    file = descriptor
    try buffer.withUnsafeBytes { try DescriptorSink.write($0, to: descriptor) }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func temporaryFile() throws -> Int32 {
    var name = Array("/tmp/si64-output-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw Failure.system("cannot make", "a temporary file") }
    unlink(name)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }

  private static func read(_ descriptor: Int32, _ count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let got = Glibc.read(descriptor, buffer.baseAddress, count)
      guard got >= 0 else { throw Failure.system("cannot read", "a temporary file") }
      filled = got
    }
  }
}
