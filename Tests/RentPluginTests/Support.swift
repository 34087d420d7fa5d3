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
