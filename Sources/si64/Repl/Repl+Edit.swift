// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Glibc
import Money
import Store

extension Repl {
  /// Opens the last command, or a file, in the user's editor, and runs what is there afterwards,
  /// unless nothing was changed.
  func edit(_ file: String?) throws -> Int32 {
    guard surroundings.isInputTerminal else {
      throw Failure(.badState, "there is no terminal to edit at")
    }
    if let file {
      return try editAndRun(session().absolute(file))
    }
    var directory = Array("\(surroundings.environment["TMPDIR"] ?? "/tmp")/si64-XXXXXX".utf8CString)
    guard mkdtemp(&directory) != nil else { throw Failure.system("cannot make", "a directory") }
    let path =
      "\(String(decoding: directory.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))"
    defer { rmdir(path) }
    let text = lastTyped ?? history?.lines.last { !$0.hasPrefix("\\e") } ?? ""
    try File.replace(path + "/command", with: Array((text + "\n").utf8))
    defer { unlink(path + "/command") }
    return try editAndRun(path + "/command")
  }

  private func editAndRun(_ path: String) throws -> Int32 {
    let environment = surroundings.environment
    let editor =
      ["VISUAL", "EDITOR"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? "vi"
    let before = try? File.contents(of: path)
    let words = ["-c", "\(editor) \"$1\"", editor, path]
    guard try surroundings.launch(Launch("/bin/sh", words, environment: environment)) == 0 else {
      throw Failure(.io, "the editor '\(editor)' failed")
    }
    let bytes = try File.contents(of: path)
    guard bytes != before else {
      try say("nothing was changed, nothing is run")
      return 0
    }
    let text = String(decoding: bytes, as: UTF8.self)
    history?.add(String(text.drop(while: \.isNewline).trimmingNewlines))
    return try ReplScript(self, keepsGoing: false).run(bytes, name: nil)
  }

  /// Lists earlier statements.
  func showHistory() throws {
    for (index, line) in (history?.lines ?? []).enumerated() {
      try surroundings.output.write("\(index + 1)\t\(line.sanitised)\n")
    }
  }
}

extension Substring {
  fileprivate var trimmingNewlines: Substring {
    self[..<(lastIndex { !$0.isNewline }.map { index(after: $0) } ?? startIndex)]
  }
}
