// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Store

@testable import CommandKit

/// A command line of a command with `--from`, as the batch of one that means the same.
struct Batch {
  /// `MODULE VERB`.
  let verb: String
  /// Its arguments, named as in a batch.
  let members: [JSON.Member]

  /// - Returns: `nil` for a command that takes no batch.
  init?(_ line: String) throws {
    guard let command = Day.command(of: line) as? any BulkCommand.Type else { return nil }
    verb = command.fullName
    let words = line.dropFirst(verb.count).split(separator: " ").map(String.init)
    members = try Self.members(of: command, words)
  }

  private static func members<C: BulkCommand>(
    of command: C.Type, _ words: [String]
  ) throws -> [JSON.Member] {
    try CommandFields.values(of: command.parse(words))
  }

  /// Whether an argument is an amount wherever it stands.
  func isAmount(_ member: JSON.Member) -> Bool { Input.amounts.contains(member.name) }

  /// The line with one value changed.
  func replacing(_ index: Int, with value: JSON) -> String {
    var members = members
    members[index] = JSON.Member(members[index].name, value)
    return JSON.object(members).canonicalText + "\n"
  }

  /// One line of JSON Lines.
  var json: String { JSON.object(members).canonicalText + "\n" }

  /// A header and one record.
  var csv: String {
    let header = members.map(\.name).joined(separator: ",")
    let cells = members.map { member in
      let text = member.value.array?.first?.string ?? member.value.string
      return (text ?? member.value.canonicalText).split(
        separator: "\"", omittingEmptySubsequences: false
      ).joined(separator: "\"\"")
    }
    return "\(header)\n\(cells.map { "\"\($0)\"" }.joined(separator: ","))\n"
  }
}
