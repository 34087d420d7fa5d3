// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Store

extension Session {
  /// Calls `body` with a descriptor that reads `file`, `-` being standard input, and the name for
  /// errors.
  ///
  /// - Throws: `not-found`, `permission` or `io`; `usage` for `-` in a script that comes from there
  ///   itself.
  package func reading<T>(
    _ file: String, _ body: (_ descriptor: Int32, _ name: String) throws -> T
  ) throws -> T {
    if let provided = provided[file] { return try body(provided.rewound(), provided.name) }
    guard file != "-" else {
      guard let input = surroundings.input else {
        throw Failure(
          .usage, "standard input is the script itself, '-' cannot read from it",
          hint: "put the data into a file, or the script: 'si64 repl -f FILE'")
      }
      return try body(input, "(standard input)")
    }
    let descriptor = open(absolute(file), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure.system("cannot open", file) }
    defer { close(descriptor) }
    return try body(descriptor, file)
  }

  /// Makes `reading` give `file` at once, and as often as wanted: what could keep it waiting, a
  /// pipe or a terminal, is read to its end.
  ///
  /// - Throws: as `reading`; `interrupted`.
  package func provide(_ file: String) throws {
    provided[file] = try reading(file) { descriptor, name in
      try ProvidedFile(descriptor, name: name, shouldStop: surroundings.shouldStop)
    }
  }

  /// SHA-256 of what `file` holds.
  func contentHash(of file: String) throws -> String {
    try reading(file) { descriptor, _ in
      try File.contentHash(ofDescriptor: descriptor, surroundings.shouldStop)
    }
  }

  /// All of `file`, `-` being standard input.
  ///
  /// - Throws: as `reading`; `interrupted`.
  package func bytes(of file: String) throws -> [UInt8] {
    try reading(file) { descriptor, _ in
      try File.readToEnd(descriptor, surroundings.shouldStop)
    }
  }

  /// The lines of standard input, for an id argument of `-`.
  ///
  /// - Throws: `bad-text`, with the place.
  func inputLines() throws -> [(text: String, place: Failure.Place)] {
    try reading("-") { descriptor, _ in
      let lines = LineReader(
        fileDescriptor: descriptor, name: "-", shouldStop: surroundings.shouldStop)
      var found: [(String, Failure.Place)] = []
      while let line = try lines.next() {
        guard let text = String(validating: line, as: UTF8.self) else {
          throw Failure(.badText, "invalid UTF-8").at(lines.place)
        }
        if !text.isEmpty { found.append((text, lines.place)) }
      }
      return found
    }
  }
}
