// SPDX-License-Identifier: GPL-3.0-or-later

/// The pieces of a word, neighbouring text joined.
struct PieceList {
  private(set) var list: [Statement.Piece] = []

  mutating func add(_ text: String) {
    if case .text(var before)? = list.last {
      // Alone, it grows in place.
      list.removeLast()
      before += text
      list.append(.text(before))
    } else {
      list.append(.text(text))
    }
  }

  mutating func addHome() { list.append(.home) }

  mutating func addVariable(_ name: String) {
    if name.isEmpty { add("$") } else { list.append(.variable(name)) }
  }
}
