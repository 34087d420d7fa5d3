// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit

/// Prints samples one by one as they come, in the shape of a listing.
struct SampleStream {
  private let session: Session
  private var shape: OutputShape
  private var isFirst = true

  init(_ session: Session) {
    self.session = session
    shape = session.shape
  }

  /// Prints the next sample at once.
  mutating func show(_ item: Item) throws {
    var text = ""
    if shape.format == .json {
      try render(.item(item), shape: shape, to: &text)
      text = (isFirst ? "[\n" : ",\n") + text.dropLast()
    } else {
      let one = Document.listing(kind: item.kind, columns: RecordedSample.columns, items: [item])
      try render(one, shape: shape, to: &text)
    }
    try session.print(raw: text)
    shape.noHeader = true
    isFirst = false
  }

  /// Ends the listing.
  func end() throws {
    guard shape.format == .json else { return }
    try session.print(raw: isFirst ? "[]\n" : "\n]\n")
  }
}
