// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Money
import Store

/// Reads a parsed command's properties by name, so that a command line and a line of a batch are
/// one thing.
enum CommandFields {
  /// The properties of a command that has been parsed, in order, empty ones left out.
  static func values(of command: some SessionCommand) throws -> [JSON.Member] {
    try properties(of: command).compactMap { name, property in
      try property.json().map { JSON.Member(name, $0) }
    }
  }

  /// The names that lines of a batch may use.
  static func names(of type: (some SessionCommand).Type) -> [String] {
    properties(of: type.init()).map(\.name)
  }

  private static func properties(
    of command: some SessionCommand
  ) -> [(name: String, property: any ParsedProperty)] {
    Mirror(reflecting: command).children.compactMap { child in
      guard let label = child.label, let property = child.value as? any ParsedProperty else {
        return nil
      }
      return (snakeCase(label.drop { $0 == "_" }), property)
    }
  }

  /// `jobId` → `job_id`.
  private static func snakeCase(_ name: Substring) -> String {
    var result = ""
    for character in name {
      if character.isUppercase { result.append("_") }
      result += character.lowercased()
    }
    return result
  }
}

/// What `@Argument`, `@Option` and `@Flag` have in common here.
private protocol ParsedProperty {
  func json() throws -> JSON?
}

extension Argument: ParsedProperty {
  fileprivate func json() throws -> JSON? { try fieldValue(wrappedValue) }
}
extension Option: ParsedProperty {
  fileprivate func json() throws -> JSON? { try fieldValue(wrappedValue) }
}
extension Flag: ParsedProperty {
  fileprivate func json() throws -> JSON? { try fieldValue(wrappedValue) }
}

private func fieldValue(_ value: Any) throws -> JSON? {
  switch value {
  case let text as String: return .string(text)
  case let flag as Bool: return flag ? .bool(true) : nil
  case let number as Int: return .integer(number)
  case let texts as [String]: return texts.isEmpty ? nil : .array(texts.map(JSON.string))
  case Optional<Any>.none: return nil
  default: throw Failure(.internalError, "a command has a property of type \(type(of: value))")
  }
}
