// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Glibc
import LineEditor
import Money
import Store

/// What was typed, kept between sessions: one statement a line, readable by its owner alone.
///
/// A line feed inside quotes is U+0001 in the file, as psql has it.
struct ReplHistory {
  private let path: String?
  private(set) var lines: [String] = []
  private static let most = 10_000
  private static let lineFeed: Character = "\u{01}"

  /// - Parameter environment: says where the file is: `$XDG_STATE_HOME/si64/history`.
  init(_ environment: [String: String]) {
    path = UserDirectories(environment).state.map { $0 + "/si64/history" }
      .flatMap { Self.isFile($0) ? $0 : nil }
    guard let path, let bytes = try? File(path, O_RDONLY).readAll() else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    let stored = text.split(separator: "\n")
    lines = stored.suffix(Self.most).map { String($0.map { $0 == Self.lineFeed ? "\n" : $0 }) }
    if stored.count > 2 * Self.most || (!text.isEmpty && !text.hasSuffix("\n")) {
      let kept = stored.suffix(Self.most).map { $0 + "\n" }.joined()
      try? File.replace(path, with: Array(kept.utf8))
    }
    // Whoever made it, it is nobody else's to read.
    chmod(path, 0o600)
    for line in lines { LineEditor.remember(line) }
  }

  /// Whether it is a file, or can become one: whoever links it to `/dev/null` wants none.
  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
  }

  /// Keeps what was typed, unless it starts with a blank or repeats the last.
  mutating func add(_ line: String) {
    guard let first = line.first, first != " ", line != lines.last else { return }
    lines.append(line)
    LineEditor.remember(line)
    // A history that cannot be written must not stop anybody from working.
    try? append(line)
  }

  private func append(_ line: String) throws {
    guard let path else { return }
    try Path.makeDirectory(Path.parent(of: path))
    let file = try File(path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
    let stored = String(line.map { $0 == "\n" ? Self.lineFeed : $0 })
    try file.append(Array((stored + "\n").utf8))
  }
}
