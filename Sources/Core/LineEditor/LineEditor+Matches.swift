// SPDX-License-Identifier: GPL-3.0-or-later
import CReadline

extension LineEditor {
  /// Lists candidates below the line: in columns, or one a line where they say what they mean.
  ///
  /// - Parameter matches: what they have in common, then the candidates.
  static func show(
    _ matches: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ count: Int32,
    _ longest: Int32
  ) {
    let values = (0..<Int(count)).compactMap { index in
      matches?[index + 1].map { String(cString: $0) }
    }
    guard values.contains(where: { summary(of: $0) != nil }) else {
      si64_print("\n")
      rl_display_match_list(matches, count, longest)
      rl_forced_update_display()
      return
    }
    var columns: Int32 = 80
    rl_get_screen_size(nil, &columns)
    si64_print("\n" + list(values, width: Int(columns)))
    rl_forced_update_display()
  }

  private static func list(_ values: [String], width: Int) -> String {
    let widest = values.reduce(0) { max($0, $1.count) }
    return values.map { value in
      let gap = String(repeating: " ", count: widest - value.count + 2)
      let line = summary(of: value).map { value + gap + $0 } ?? value
      return line.prefix(max(1, width - 1)) + "\n"
    }.joined()
  }
}
