// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Glibc
import LineEditor
import Money
import Store

/// What was typed, kept between sessions: one statement a line, readable by its owner alone.
struct ReplHistory {
  private let path: String?
  private(set) var lines: [String] = []
  private static let most = 10_000

  /// - Parameter environment: says where the file is: `$XDG_STATE_HOME/si64/history`.
  init(_ environment: [String: String]) {
    let state =
      environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? environment["HOME"].map { $0 + "/.local/state" }
    path = state.map { $0 + "/si64/history" }
    guard let path, let bytes = try? File(path, O_RDONLY).readAll() else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    lines = text.split(separator: "\n").suffix(Self.most).map(String.init)
    for line in lines { LineEditor.remember(line) }
  }

  /// Keeps what was typed, unless it starts with a blank or repeats the last.
  mutating func add(_ text: String) {
    let line = text.split(separator: "\n").joined(separator: " ")
    guard let first = line.first, first != " ", line != lines.last else { return }
    lines.append(line)
    LineEditor.remember(line)
    // A history that cannot be written must not stop anybody from working.
    try? append(line)
  }

  private func append(_ line: String) throws {
    guard let path else { return }
    try Path.makeDirectory(Path.parent(of: path))
    let file = try File(path, O_WRONLY | O_CREAT, mode: 0o600)
    try file.append(Array((line + "\n").utf8))
  }
}
