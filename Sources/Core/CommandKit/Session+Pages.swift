// SPDX-License-Identifier: GPL-3.0-or-later
import Money

extension Session {
  /// How many lines fit on the terminal; `nil` where nothing is to be paged.
  var pageRows: Int? {
    guard surroundings.isOutputTerminal, surroundings.isInputTerminal, !globals.noPager,
      globals.watch == nil, shape.format == .table || shape.format == .wide, !pager.isEmpty,
      pager != "cat"
    else { return nil }
    return surroundings.height
  }

  /// What `SI64_PAGER` or `PAGER` says.
  private var pager: String {
    let environment = surroundings.environment
    return environment["SI64_PAGER"] ?? environment["PAGER"] ?? "less"
  }

  /// The command that shows long tables. As git has it, `less` shows colours, keeps the screen, and
  /// does not wait where all of it fits, unless `LESS` says otherwise.
  var pagerCommand: String {
    surroundings.environment["LESS"] == nil ? "LESS=FRX \(pager)" : pager
  }

  /// Runs `body` once, or with `--watch` again and again until the user stops it.
  func repeatedly(_ body: () throws -> Void) throws {
    guard let interval = globals.watch else { return try body() }
    if surroundings.isOutputTerminal { try print(raw: "\u{1B}[H\u{1B}[J") }
    repeat {
      if surroundings.isOutputTerminal { try redraw(body) } else { try body() }
    } while surroundings.sleep(interval)
    exitStatus = ErrorCode.interrupted.exitStatus()
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
    // A line longer than the terminal is cut off, or the next frame would not lie over this one.
    try print(
      raw: "\u{1B}[?7l\u{1B}[H" + lines.joined(separator: "\u{1B}[K\n") + "\u{1B}[J\u{1B}[?7h")
  }
}
