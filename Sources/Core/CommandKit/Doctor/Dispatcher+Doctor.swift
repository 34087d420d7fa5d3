// SPDX-License-Identifier: GPL-3.0-or-later
import Money

extension Dispatcher {
  /// Prints the findings; 1 where one of them is a fault.
  func doctor(_ words: [String], in session: Session) throws {
    if session.globals.help {
      return try session.print(
        raw: "usage: si64 [-L LEDGER] doctor\n\nChecks this installation and its ledger; "
          + "ends with 1 and the way to mend it where it finds a fault.\n")
    }
    guard words.isEmpty else {
      throw Failure(.usage, "'\(words[0])' is one word too many", hint: "si64 doctor")
    }
    let findings = Doctor(session, version: version).findings()
    let isTable = session.shape.format == .table && session.shape.columns == nil
    let columns = ["id", "status", "value"] + (isTable ? [] : ["fix"])
    let items = findings.map(\.item)
    try session.print(.listing(kind: "finding", columns: columns, items: items))
    if isTable { try printFixes(of: items, columns, in: session) }
    if findings.contains(where: { $0.status == .fault }) { session.exitStatus = 1 }
  }

  /// A table is cut to the terminal; what has to be read and typed whole follows it.
  private func printFixes(
    of items: [Item], _ columns: [String], in session: Session
  ) throws {
    var text = ""
    for item in try Selection(columns: columns, items: items, shape: session.shape).items {
      guard let fix = item[column: "fix"]?.text, !fix.isEmpty else { continue }
      let value = item[column: "value"]?.text ?? ""
      text += "\n\(item.id.sanitised): \(value.sanitised)\n  \(fix.sanitised)\n"
    }
    try session.print(raw: text)
  }
}
