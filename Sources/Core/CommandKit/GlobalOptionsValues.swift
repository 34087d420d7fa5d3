// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money

extension GlobalOptions {
  /// Sets a flag by its long name; `false` where there is no such flag.
  mutating func raise(_ name: String) -> Bool {
    switch name {
    case "quiet": quiet = true
    case "no-header": noHeader = true
    case "dry-run": dryRun = true
    case "yes": yes = true
    case "no-input": noInput = true
    case "no-pager": noPager = true
    case "verbose": verbose = true
    case "help": help = true
    case "version": version = true
    default: return false
    }
    return true
  }

  /// Sets an option that takes a value, by its long name.
  mutating func assign(_ name: String, _ value: String) throws {
    switch name {
    case "ledger": ledger = try Self.nonEmpty(value, of: name)
    case "output": output = try choice(value, of: name)
    case "columns": columns = try columnNames(value)
    case "sort": sort = try Self.nonEmpty(value, of: name)
    case "limit": limit = try count(value)
    case "filter": filters.append(try filter(value))
    case "at": at = try Timestamp(parsing: value)
    case "idempotency-key": idempotencyKey = try Self.label(value, of: name)
    case "actor": actor = try Self.label(value, of: name)
    case "lock-timeout": lockTimeout = value == "0" ? 0 : try TimeSpan(parsing: value).milliseconds
    case "color": color = try choice(value, of: name)
    default: throw Failure(.internalError, "the option --\(name) has no rule")
    }
  }

  private func choice<Choice: CaseIterable & RawRepresentable>(
    _ value: String, of name: String
  ) throws -> Choice where Choice.RawValue == String {
    if let choice = Choice(rawValue: value) { return choice }
    let known = Choice.allCases.map(\.rawValue)
    throw Failure(
      .badValue, "--\(name) cannot be '\(value)'",
      hint: closest(to: value, in: known).map { "did you mean '\($0)'?" }
        ?? "one of \(known.joined(separator: ", "))")
  }

  private static func nonEmpty(_ value: String, of name: String) throws -> String {
    guard !value.isEmpty else { throw Failure(.badValue, "--\(name) cannot be empty") }
    return value
  }

  private func columnNames(_ value: String) throws -> [String] {
    let names = value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard !names.contains("") else {
      throw Failure(.badValue, "--columns '\(value)' has an empty name", hint: "write a,b,c")
    }
    return names
  }

  private func count(_ value: String) throws -> Int {
    guard value.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(value) else {
      throw Failure(.badValue, "--limit '\(value)' is not a whole number from 0")
    }
    return count
  }

  private func filter(_ value: String) throws -> (String, String) {
    guard let equals = value.utf8.firstIndex(of: UInt8(ascii: "=")), equals > value.startIndex
    else {
      throw Failure(.badValue, "--filter '\(value)' is not column=value")
    }
    return (String(value[..<equals]), String(value[value.utf8.index(after: equals)...]))
  }

  /// A name that goes into the journal: 1…128 bytes, no control characters, no damaged UTF-8 (which
  /// reaches us as U+FFFD).
  static func label(_ value: String, of name: String) throws -> String {
    _ = try Self.nonEmpty(value, of: name)
    guard value.utf8.count <= 128 else {
      throw Failure(.badValue, "--\(name) is longer than 128 bytes")
    }
    for scalar in value.unicodeScalars {
      if scalar == "\u{FFFD}" { throw Failure(.badText, "--\(name) is not valid UTF-8") }
      if scalar.properties.generalCategory == .control {
        throw Failure(.badValue, "--\(name) has a control character in it")
      }
    }
    return value
  }
}
