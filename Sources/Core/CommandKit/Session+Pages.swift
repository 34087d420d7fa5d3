// SPDX-License-Identifier: GPL-3.0-or-later

extension Session {
  /// How many lines fit on the terminal; `nil` where nothing is to be paged.
  var pageRows: Int? {
    guard surroundings.isOutputTerminal, surroundings.isInputTerminal, !globals.noPager,
      globals.watch == nil, shape.format == .table || shape.format == .wide, !pager.isEmpty,
      pager != "cat"
    else { return nil }
    return surroundings.height
  }

  /// The command that shows long tables: `SI64_PAGER`, `PAGER`, `less -FRX`.
  var pager: String {
    let environment = surroundings.environment
    return environment["SI64_PAGER"] ?? environment["PAGER"] ?? "less -FRX"
  }

  /// Runs `body` once, or with `--watch` again and again until the user stops it.
  func repeatedly(_ body: () throws -> Void) throws {
    guard let interval = globals.watch else { return try body() }
    if surroundings.isOutputTerminal { try print(raw: "\u{1B}[H\u{1B}[J") }
    repeat {
      if surroundings.isOutputTerminal { try redraw(body) } else { try body() }
    } while surroundings.sleep(interval)
    exitStatus = 128 + 2
  }

  /// Draws over the last frame in one write: a screen that is wiped first would flicker.
  private func redraw(_ body: () throws -> Void) throws {
    let screen = surroundings.output
    surroundings.measureTerminal()
    surroundings.output = ""
    defer { surroundings.output = screen }
    try body()
    let frame = surroundings.output as? String ?? ""
    var lines = frame.split(separator: "\n", omittingEmptySubsequences: false)
    if let rows = surroundings.height, lines.count > rows {
      lines = lines.prefix(max(1, rows - 1)) + [""]
    }
    surroundings.output = screen
    try print(raw: "\u{1B}[H" + lines.joined(separator: "\u{1B}[K\n") + "\u{1B}[J")
  }
}
