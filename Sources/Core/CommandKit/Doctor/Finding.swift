// SPDX-License-Identifier: GPL-3.0-or-later

/// One line of `si64 doctor`.
struct Finding: Equatable {
  let name: String
  let status: Status
  /// What was found.
  let value: String
  /// What to do about it.
  var fix: String?

  /// How bad it is.
  enum Status: String {
    case ok
    /// Worth knowing; nothing is broken.
    case note
    /// It has to be mended: the doctor ends with 1.
    case fault
  }

  /// All is well.
  init(_ name: String, _ value: String) { self.init(name, .ok, value) }

  init(_ name: String, _ status: Status, _ value: String, fix: String? = nil) {
    self.name = name
    self.status = status
    self.value = value
    self.fix = fix
  }

  /// The finding as an object to print.
  var item: Item {
    var item = Item(kind: "finding", id: name)
    item.add("status", status.rawValue)
    item.add("value", value)
    item.add("fix", fix.map(Cell.whole) ?? .null)
    return item
  }
}
