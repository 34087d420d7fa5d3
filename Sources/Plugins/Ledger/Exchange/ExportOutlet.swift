// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Glibc
import Money
import Store

/// Where an export goes: standard output, or a new file that gets its name when it is whole.
final class ExportOutlet {
  private let session: Session
  private let path: String?
  private let file: File?
  private var buffer: [UInt8] = []
  private var offset: Int64 = 0

  /// - Parameter path: the file; `nil` for standard output.
  init(_ session: Session, path: String?) throws {
    self.session = session
    self.path = path
    file = try path.map { try File(Self.temporary($0), O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644) }
  }

  /// Appends text.
  func write(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Writes the last of it.
  func finish() throws {
    try flush()
    guard let file, let path else { return }
    try file.sync()
    guard rename(Self.temporary(path), path) == 0 else { throw Failure.system("cannot make", path) }
    try File.syncDirectory(of: path)
  }

  /// Removes what was written to a file.
  func discard() {
    if let path { unlink(Self.temporary(path)) }
  }

  private func flush() throws {
    if let file {
      try file.write(buffer, at: offset)
      offset += Int64(buffer.count)
    } else {
      try session.print(raw: String(decoding: buffer, as: UTF8.self))
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func temporary(_ path: String) -> String { "\(path).new-\(getpid())" }
}
