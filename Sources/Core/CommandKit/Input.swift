// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Money
package import Store

/// The arguments of one call: from the command line, or from a line of a batch. Both are read the
/// same way.
///
/// Every reader throws `missing-argument` or a code of its own, said to come from the batch's file
/// and line where there is one.
package struct Input: Sendable {
  /// Named as the command's properties are, in snake_case.
  package private(set) var fields: [JSON.Member]
  /// The line of the batch; `nil` for the command line.
  package let place: Failure.Place?
  /// What a bare amount is of.
  package let defaultAsset: String

  package init(fields: [JSON.Member], place: Failure.Place?, defaultAsset: String) {
    self.fields = fields
    self.place = place
    self.defaultAsset = defaultAsset
  }

  /// The value of a field, or `nil`; JSON's null counts as absent.
  package subscript(_ name: String) -> JSON? {
    for field in fields where field.name == name && !field.value.isNull { return field.value }
    return nil
  }

  /// The same call with one field changed.
  package func replacing(_ name: String, with value: JSON?) -> Input {
    var copy = self
    copy.fields.removeAll { $0.name == name }
    if let value { copy.fields.append(JSON.Member(name, value)) }
    return copy
  }

  // MARK: Text

  /// Text that must be there; see `optionalText`.
  package func text(_ name: String, keepsLines: Bool = false) throws -> String {
    guard let text = try optionalText(name, keepsLines: keepsLines) else { throw missing(name) }
    return text
  }

  /// Text, or `nil`. Control characters are refused: some of them drive a terminal.
  ///
  /// - Parameter keepsLines: whether it may be of several lines, with tabs, as notes may.
  package func optionalText(_ name: String, keepsLines: Bool = false) throws -> String? {
    switch self[name] {
    case nil: return nil
    case .string(let text), .number(let text):
      guard !text.isEmpty else { throw bad(name, "is empty") }
      guard !text.hasControlCharacters(butLines: keepsLines) else {
        throw Failure(.badText, "\(label(name)) has control characters").at(place)
      }
      return text
    default: throw bad(name, "must be text")
    }
  }

  /// All values of a repeated option.
  package func texts(_ name: String) throws -> [String] {
    guard let elements = self[name]?.array else { return try optionalText(name).map { [$0] } ?? [] }
    return try elements.map { element in
      try Input(
        fields: [JSON.Member(name, element)], place: place, defaultAsset: defaultAsset
      ).text(name)
    }
  }

  /// A value from a fixed list.
  package func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String
  ) throws -> Choice? {
    guard let text = try optionalText(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure(.badValue, "\(label(name)) is '\(text)', not one of \(known)").at(place)
    }
    return choice
  }

  // MARK: Numbers

  /// Whether a flag was given.
  package func flag(_ name: String) throws -> Bool {
    switch self[name] {
    case nil: false
    case .bool(let value): value
    case .string("true"): true
    case .string("false"): false
    default: throw bad(name, "must be true or false")
    }
  }

  /// A whole number, or `nil`.
  package func integer(_ name: String, in range: ClosedRange<Int64>) throws -> Int64? {
    guard let value = self[name] else { return nil }
    guard let number = value.integer, range.contains(number) else {
      let bounds = "from \(range.lowerBound) to \(range.upperBound)"
      throw bad(name, "must be a whole number \(bounds)")
    }
    return number
  }

  /// An exact decimal of up to 18 fraction digits that is at least 0, or `nil`.
  package func decimal(_ name: String) throws -> Rate? {
    guard let text = try optionalText(name) else { return nil }
    return try located(name) { try Rate(parsing: text) }
  }

  // MARK: Money and time

  /// An amount that must be there, more than zero.
  package func amount(_ name: String, _ assets: AssetRegistry) throws -> Amount {
    guard let amount = try optionalAmount(name, assets) else { throw missing(name) }
    return amount
  }

  /// An amount, or `nil`.
  ///
  /// - Parameter positive: whether zero and less are refused.
  package func optionalAmount(
    _ name: String, _ assets: AssetRegistry, positive: Bool = true
  ) throws -> Amount? {
    guard let text = try optionalText(name) else { return nil }
    return try located(nil) {
      try Amount.parse(
        text, default: assets.find(defaultAsset), positive: positive, lookup: assets.find)
    }
  }

  /// An instant, or `nil`.
  package func time(_ name: String) throws -> Timestamp? {
    guard let text = try optionalText(name) else { return nil }
    return try located(name) { try Timestamp(parsing: text) }
  }

  /// A length of time, or `nil`.
  package func span(_ name: String) throws -> TimeSpan? {
    guard let text = try optionalText(name) else { return nil }
    return try located(name) { try TimeSpan(parsing: text) }
  }

  /// The fields that are amounts in every command that has them.
  static let amounts = [
    "amount", "balance", "burn_per_hour", "gpu_rate", "max_balance", "max_rate", "overdraft",
    "per_day", "per_month", "rate", "spend_per_month",
  ]

  /// An amount with its asset and all its decimals: `5`, `5TOKEN` and `005 TOKEN` are the same.
  ///
  /// - Returns: `nil` for a field that is no amount, or not a good one.
  func meaning(of field: JSON.Member, _ assets: AssetRegistry) -> JSON? {
    guard Self.amounts.contains(field.name) else { return nil }
    if let elements = field.value.array {
      return .array(elements.map { meaning(of: JSON.Member(field.name, $0), assets) ?? $0 })
    }
    guard let text = field.value.asText.string, let asset = try? assets.find(defaultAsset),
      let amount = try? Amount.parse(text, default: asset, positive: false, lookup: assets.find)
    else { return nil }
    return .string("\(amount.text) \(amount.asset.code)")
  }

  // MARK: Failures

  /// The failure for a field that is not there.
  package func missing(_ name: String) -> Failure {
    Failure(.missingArgument, "\(label(name)) is missing").at(place)
  }

  /// The failure for a field that has no good value.
  package func bad(_ name: String, _ why: String) -> Failure {
    Failure(.badValue, "\(label(name)) \(why)").at(place)
  }

  /// A field as the user typed it: an option or argument, or a key of the line.
  private func label(_ name: String) -> String {
    place == nil ? "'\(name.replacing("_", with: "-"))'" : "\"\(name)\""
  }

  private func located<T>(_ name: String?, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch var failure as Failure {
      if let name { failure.message = "\(label(name)): \(failure.message)" }
      throw failure.at(place)
    }
  }
}

extension String {
  /// Whether it has C0, DEL or C1 controls: some of them drive a terminal.
  ///
  /// - Parameter butLines: other than tabs and the ends of lines, LF or CR LF.
  fileprivate func hasControlCharacters(butLines: Bool) -> Bool {
    var before: UInt8 = 0
    for byte in utf8 {
      if before == 0x0D && byte != 0x0A { return true }
      // U+0080–U+009F are C2 80 … C2 9F.
      if byte < 0x20 || byte == 0x7F || (before == 0xC2 && byte < 0xA0) {
        guard butLines, [0x09, 0x0A, 0x0D].contains(byte) else { return true }
      }
      before = byte
    }
    return before == 0x0D
  }

  fileprivate func replacing(_ old: Character, with new: Character) -> String {
    String(map { $0 == old ? new : $0 })
  }
}
