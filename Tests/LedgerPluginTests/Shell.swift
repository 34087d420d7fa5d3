// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Testing

/// Other programs, where they are installed.
enum Shell {
  /// Runs a command line; what it printed and its status.
  static func run(_ line: String) -> (output: String, status: Int32) {
    guard let pipe = popen(line + " 2>&1", "r") else { return ("cannot run", -1) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = fread(&piece, 1, piece.count, pipe)
      if count == 0 { break }
      bytes += piece[..<count]
    }
    return (String(decoding: bytes, as: UTF8.self), pclose(pipe))
  }

  /// Whether a program is installed.
  static func has(_ program: String) -> Bool { run("command -v \(program)").status == 0 }

  /// Skips a test, and says why, where `program` is missing.
  static func needs(_ program: String) -> ConditionTrait {
    .enabled("\(program) is not installed") { has(program) }
  }
}
