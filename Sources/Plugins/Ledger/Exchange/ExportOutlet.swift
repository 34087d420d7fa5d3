// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Money
import Store

/// Where an export goes: standard output, or a new file that gets its name when it is whole.
final class ExportOutlet {
  private let session: Session
  private let file: FileReplacement?
  private var buffer: [UInt8] = []

  /// - Parameter path: the file; `nil` for standard output.
  init(_ session: Session, path: String?) throws {
    self.session = session
    file = try path.map { try FileReplacement($0, mode: 0o644) }
  }

  /// Appends text.
  func write(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Writes the last of it.
  func finish() throws {
    try flush()
    try file?.finish()
  }

  /// Removes what was written to a file.
  func discard() { file?.discard() }

  private func flush() throws {
    if let file {
      try file.write(buffer)
    } else {
      try session.print(raw: String(decoding: buffer, as: UTF8.self))
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
