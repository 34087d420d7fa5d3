// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// A step of the term discount: whoever rents for at least so long pays so much less.
package struct TermDiscount: Equatable, Sendable {
  /// The shortest term it is given for, in hours, at least 1.
  package let hours: Int64
  /// Hundredths of a percent, 1…9999.
  package let basisPoints: Int64

  package init(hours: Int64, basisPoints: Int64) {
    self.hours = hours
    self.basisPoints = basisPoints
  }

  /// 10 % from a week on, 20 % from 30 days on.
  package static let standard = [
    TermDiscount(hours: 168, basisPoints: 1_000), TermDiscount(hours: 720, basisPoints: 2_000),
  ]

  /// Steps as config `rent.term_discount_steps` has them: `168:1000 720:2000`.
  ///
  /// - Throws: `config` for anything else, and for hours or discounts that do not rise.
  package static func steps(parsing text: String) throws -> [TermDiscount] {
    let steps = try text.split(separator: " ").map { word -> TermDiscount in
      let parts = word.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let hours = Int64(parts[0]), let points = Int64(parts[1]),
        hours > 0, (1..<10_000).contains(points)
      else { throw wrong(text) }
      return TermDiscount(hours: hours, basisPoints: points)
    }
    guard !steps.isEmpty else { throw wrong(text) }
    for (lower, upper) in zip(steps, steps.dropFirst()) {
      guard lower.hours < upper.hours, lower.basisPoints < upper.basisPoints else {
        throw wrong(text)
      }
    }
    return steps
  }

  /// Steps as config has them: `168:1000 720:2000`.
  package static func text(of steps: [TermDiscount]) -> String {
    steps.map { "\($0.hours):\($0.basisPoints)" }.joined(separator: " ")
  }

  private static func wrong(_ text: String) -> Failure {
    Failure(
      .config, "rent.term_discount_steps is '\(text)', not rising steps of HOURS:BASISPOINTS",
      hint: "as in '168:1000 720:2000'")
  }
}
