// SPDX-License-Identifier: GPL-3.0-or-later
package import Money
import Store

/// What stderr says of a failure: `si64: [FILE:LINE: ]MESSAGE` and, where there is one, `hint: …`,
/// each a line with its newline. Nothing in it can drive a terminal.
package func errorText(_ failure: Failure) -> String {
  let place = failure.place.map { "\($0.file.sanitised):\($0.line): " } ?? ""
  let hint = failure.hint.map { "hint: \($0.sanitised)\n" } ?? ""
  return "si64: \(place)\(failure.message.sanitised)\n\(hint)"
}

/// What stderr says of a failure under `-o json`: one line `{"error":{…}}` with its newline, keys
/// sorted.
///
/// A detail never replaces `code`, `exit`, `message`, `hint`, `file` or `line`. Characters that
/// could drive a terminal are written as `\u` escapes.
package func errorJSON(_ failure: Failure) -> String {
  var members = [
    JSON.Member("code", .string(failure.code.rawValue)),
    JSON.Member("exit", .integer(failure.exitStatus)),
    JSON.Member("message", .string(failure.message)),
  ]
  if let hint = failure.hint { members.append(JSON.Member("hint", .string(hint))) }
  if let place = failure.place {
    members.append(JSON.Member("file", .string(place.file)))
    members.append(JSON.Member("line", .integer(place.line)))
  }
  for (name, value) in failure.details where !members.contains(where: { $0.name == name }) {
    members.append(JSON.Member(name, .string(value)))
  }
  let report = JSON.object([JSON.Member("error", .object(members))])
  return escapingHostile(report.canonicalText) + "\n"
}

/// Outside ASCII, JSON text has characters only inside strings, where a `\u` escape means the same.
private func escapingHostile(_ json: String) -> String {
  var result = ""
  for scalar in json.unicodeScalars {
    guard scalar.isHostile else {
      result.unicodeScalars.append(scalar)
      continue
    }
    for unit in String(scalar).utf16 {
      result += "\\u" + hexadecimal(UInt32(unit), width: 4).lowercased()
    }
  }
  return result
}

extension Session {
  /// Reports a failure on standard error, in the form the output has.
  package func report(_ failure: Failure) throws {
    let failure = failure.at(workspace.place)
    workspace.hasReported = true
    let isJSON = globals.output == .json || globals.output == .jsonl
    // The terminal has shown '^C'.
    if failure.code == .interrupted && surroundings.isErrorTerminal {
      try surroundings.errors.write("\n")
    }
    try surroundings.errors.write(isJSON ? errorJSON(failure) : errorText(failure))
  }
}
