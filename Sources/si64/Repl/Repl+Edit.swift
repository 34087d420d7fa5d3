// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Glibc
import Money
import Store

extension Repl {
  /// Opens the last command, or a file, in the user's editor, and runs what is there afterwards.
  func edit(_ file: String?) throws -> Int32 {
    guard surroundings.isInputTerminal else {
      throw Failure(.badState, "there is no terminal to edit at")
    }
    let environment = surroundings.environment
    let editor = environment["VISUAL"] ?? environment["EDITOR"] ?? "vi"
    if let file { return try edit(file, with: editor) }
    let path = "/tmp/si64-edit-\(getpid())"
    let text = history?.lines.last { !$0.hasPrefix("\\e") } ?? ""
    try File.replace(path, with: Array((text + "\n").utf8))
    defer { unlink(path) }
    return try edit(path, with: editor)
  }

  private func edit(_ path: String, with editor: String) throws -> Int32 {
    let quoted =
      "'"
      + path.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
    guard system("\(editor) \(quoted)") == 0 else {
      throw Failure(.io, "the editor '\(editor)' failed")
    }
    return try ReplScript(self, keepsGoing: false).run(File.contents(of: path), name: nil)
  }

  /// Lists earlier statements.
  func showHistory() throws {
    for (index, line) in (history?.lines ?? []).enumerated() {
      try surroundings.output.write("\(index + 1)\t\(line.sanitised)\n")
    }
  }
}
