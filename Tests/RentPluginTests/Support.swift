// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import RentPlugin

let sol: Asset = {
  guard let asset = try? Asset(code: "SOL", decimals: 9) else {
    preconditionFailure("SOL is an asset")
  }
  return asset
}()

/// An amount of SOL, as text.
func sol(_ text: String) throws -> Amount {
  try Amount.parse(text, default: sol, positive: false) { _ in sol }
}

/// A term of decimal hours, as text.
func hours(_ text: String) throws -> RentHours { try RentHours(Rate(parsing: text)) }

/// The code of what `body` throws, or `nil`.
func code(_ body: () throws -> Void) -> ErrorCode? {
  do {
    try body()
    return nil
  } catch {
    return (error as? Failure)?.code
  }
}

/// A reproducible stream of numbers (SplitMix64); print its seed where a test fails.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
