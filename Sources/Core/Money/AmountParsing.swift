// SPDX-License-Identifier: GPL-3.0-or-later

extension Amount {
  /// An amount as users write it: `10.5SOL`, `10.5 SOL` with one blank, or bare `10.5`.
  ///
  /// - Parameters:
  ///   - fallback: the asset of a bare number; `nil` makes the asset obligatory.
  ///   - positive: whether zero and negative amounts are refused.
  ///   - lookup: the asset of a code; what it throws is passed on.
  /// - Throws: `bad-amount`, `precision`, `overflow`, and what `lookup` throws.
  package static func parse(
    _ text: String, default fallback: Asset? = nil, positive: Bool = true,
    lookup: (String) throws -> Asset
  ) throws -> Amount {
    let bytes = text.utf8
    let end = bytes.firstIndex { !isNumberByte($0) } ?? bytes.endIndex
    let number = bytes[..<end]
    guard !number.isEmpty else { throw notAnAmount(text) }
    let asset = try asset(after: bytes[end...], of: text, default: fallback, lookup: lookup)
    if positive, number.first == UInt8(ascii: "-") { throw notPositive(text) }
    let minor: Int64
    do {
      minor = try DecimalText.parse(number, decimals: asset.decimals, signed: true)
    } catch let failure as Failure {
      throw explained(failure, text, asset)
    }
    if positive, minor == 0 { throw notPositive(text) }
    return Amount(minor: minor, asset: asset)
  }

  private static func asset(
    after number: Substring.UTF8View, of text: String, default fallback: Asset?,
    lookup: (String) throws -> Asset
  ) throws -> Asset {
    if number.isEmpty {
      if let fallback { return fallback }
      throw Failure(
        .badAmount, "“\(quoted(text))” does not say which asset",
        hint: "write the asset after the number: \(quoted(text))SOL")
    }
    let blank = number.first == UInt8(ascii: " ")
    let code = blank ? number.dropFirst() : number
    // `1E5` and `1E5SOL` would read as 1 of an asset E5…; with a blank it can only be the asset.
    guard Asset.isValidCode(utf8: code), blank || !isExponent(code) else {
      throw notAnAmount(text)
    }
    return try lookup(String(Substring(code)))
  }

  private static func isNumberByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"): true
    default: false
    }
  }

  private static func isExponent(_ code: Substring.UTF8View) -> Bool {
    code.first == UInt8(ascii: "E")
      && code.dropFirst().first.map { UInt8(ascii: "0") <= $0 && $0 <= UInt8(ascii: "9") } == true
  }

  private static func explained(_ failure: Failure, _ text: String, _ asset: Asset) -> Failure {
    switch failure.code {
    case .precision:
      Failure(.precision, "“\(quoted(text))”: \(asset.code) has \(asset.decimals) decimals")
    case .overflow: Failure(.overflow, "“\(quoted(text))” is too large")
    default: notAnAmount(text)
    }
  }

  private static func notAnAmount(_ text: String) -> Failure {
    Failure(
      .badAmount, "“\(quoted(text))” is not an amount",
      hint: "write digits, a point and the asset: 10.5SOL or \"10.5 SOL\"")
  }

  private static func notPositive(_ text: String) -> Failure {
    Failure(.badAmount, "“\(quoted(text))” is not more than zero")
  }

  // A message must stay one readable line whatever was typed.
  private static func quoted(_ text: String) -> String {
    text.utf8.count <= 40 ? text : String(text.prefix(40)) + "…"
  }
}
