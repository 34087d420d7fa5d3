// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money

/// Walks over a command line and parts the global options from the rest.
struct GlobalOptionsReader {
  private(set) var options = GlobalOptions()
  private(set) var rest: [String] = []
  /// The options that were read, each as one word by its long name.
  private(set) var written: [String] = []
  /// The option at the end of the line that still wants its value, as typed.
  private(set) var wanting: String?
  private let argv: [String]
  private var position = 0

  init(_ argv: [String]) { self.argv = argv }

  mutating func read() throws {
    while position < argv.count {
      let word = argv[position]
      position += 1
      if word == "--" {
        rest.append(contentsOf: argv[(position - 1)...])
        return
      }
      if word.utf8.starts(with: "--".utf8) {
        try long(word)
      } else if word.utf8.first == UInt8(ascii: "-"), try bundle(word.dropFirst()) {
        continue
      } else {
        rest.append(word)
      }
    }
  }

  /// Reads a line that is still being typed, and passes over what is wrong in it.
  mutating func readUnfinished() {
    while true {
      do {
        return try read()
      } catch {
        // Every failure has taken at least a word: it goes on behind that.
        continue
      }
    }
  }

  /// Reads up to the first word that is no global option, which is then the only one in `rest`.
  ///
  /// - Returns: how many words were read, that one included.
  mutating func readLeading() throws -> Int {
    while position < argv.count, rest.isEmpty {
      let word = argv[position]
      position += 1
      if word.utf8.starts(with: "--".utf8), word != "--" {
        try long(word)
      } else if word.utf8.first != UInt8(ascii: "-") {
        rest.append(word)
      } else if try !bundle(word.dropFirst()) {
        rest.append(word)
      }
    }
    return position
  }

  private mutating func long(_ word: String) throws {
    let equals = word.utf8.firstIndex(of: UInt8(ascii: "="))
    let name = String(word[..<(equals ?? word.endIndex)].utf8.dropFirst(2)) ?? ""
    let attached = equals.map { String(word[word.utf8.index(after: $0)...]) }
    if name == "watch" {
      watch(every: try attached.map(watchInterval) ?? takeWatchInterval())
    } else if Self.valued.contains(name) {
      try assign(name, attached ?? takeValue(of: "--\(name)"))
    } else if raise(name) {
      guard attached == nil else {
        throw Failure(.usage, "the option --\(name) takes no value")
      }
      if name == "help" { rest.append(word) }
    } else {
      rest.append(word)
    }
  }

  /// Reads `-qn`, `-ofmt`, `-w5s`; `false`, and nothing changed, where a letter is not global.
  private mutating func bundle(_ letters: Substring) throws -> Bool {
    guard Self.isGlobal(letters) else { return false }
    var letters = letters
    while let letter = letters.popFirst() {
      if let name = Self.shortValued[letter] {
        let value = letters.isEmpty ? try takeValue(of: "-\(letter)") : String(letters)
        try assign(name, value)
        return true
      }
      if letter == "w" {
        if let interval = Self.interval(String(letters)) {
          watch(every: try watchInterval(interval))
          return true
        }
        watch(every: letters.isEmpty ? try takeWatchInterval() : GlobalOptions.defaultWatch)
      } else if let name = Self.shortFlags[letter] {
        _ = raise(name)
        if letter == "h" { rest.append("-h") }
      }
    }
    return true
  }

  private mutating func assign(_ name: String, _ value: String) throws {
    try options.assign(name, value)
    written.append("--\(name)=\(value)")
  }

  private mutating func raise(_ name: String) -> Bool {
    guard options.raise(name) else { return false }
    written.append("--\(name)")
    return true
  }

  private mutating func watch(every interval: Int64) {
    options.watch = interval
    written.append("--watch=\(interval)ms")
  }

  /// Whether all letters are global options, up to one that takes the rest as its value.
  private static func isGlobal(_ letters: Substring) -> Bool {
    var letters = letters
    guard !letters.isEmpty else { return false }
    while let letter = letters.popFirst() {
      if shortValued[letter] != nil { return true }
      if letter == "w" {
        if interval(String(letters)) != nil { return true }
      } else if shortFlags[letter] == nil {
        return false
      }
    }
    return true
  }

  private mutating func takeValue(of option: String) throws -> String {
    if position == argv.count { wanting = option }
    guard position < argv.count, !argv[position].utf8.starts(with: "--".utf8) else {
      throw Failure(.usage, "the option \(option) needs a value")
    }
    defer { position += 1 }
    return argv[position]
  }

  private mutating func takeWatchInterval() throws -> Int64 {
    guard position < argv.count, let interval = Self.interval(argv[position]) else {
      return GlobalOptions.defaultWatch
    }
    position += 1
    return try watchInterval(interval)
  }

  private func watchInterval(_ text: String) throws -> Int64 {
    guard Self.interval(text) != nil else {
      throw Failure(
        .badValue, "'\(text)' is not an interval for --watch",
        hint: "write digits and ms, s or m: 500ms, 2s, 1m")
    }
    return try TimeSpan(parsing: text).milliseconds
  }

  /// The text itself where it matches `[0-9]+(ms|s|m)?`.
  private static func interval(_ text: String) -> String? {
    let unit = text.utf8.drop { (0x30...0x39).contains($0) }
    guard unit.count < text.utf8.count else { return nil }
    return ["", "ms", "s", "m"].contains { unit.elementsEqual($0.utf8) } ? text : nil
  }

  private static let valued: Set<String> = [
    "ledger", "output", "columns", "sort", "limit", "filter", "at", "idempotency-key", "actor",
    "lock-timeout", "color",
  ]
  private static let shortValued: [Character: String] = ["L": "ledger", "o": "output"]
  private static let shortFlags: [Character: String] = [
    "q": "quiet", "n": "dry-run", "y": "yes", "v": "verbose", "h": "help",
  ]
}
