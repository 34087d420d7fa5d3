// SPDX-License-Identifier: GPL-3.0-or-later
import Store

/// Where manual pages are.
struct ManPages {
  private let roots: [String]
  private let flat: [String]
  private static let sections = ["1", "5", "7"]

  /// Looks beside programs (`../share/man`), in the repository a program was built in, in
  /// `MANPATH`, and where the system keeps pages.
  ///
  /// - Parameter programs: the files of si64 and of plugins.
  init(besides programs: [String], _ environment: [String: String]) {
    let beside = programs.map { Path.parent(of: Path.parent(of: $0)) + "/share/man" }
    let listed = (environment["MANPATH"] ?? "").split(separator: ":").map(String.init)
    let own = UserDirectories(environment).home.map { [$0 + "/.local/share/man"] } ?? []
    roots =
      (beside + listed).filter { $0.hasPrefix("/") } + own
      + ["/usr/local/share/man", "/usr/share/man"]
    flat = programs.compactMap { program in
      Self.range(of: "/.build/", in: program).map { String(program[..<$0]) + "/man" }
    }
  }

  /// The file of a page, `si64-rent`, from the lowest section that has it.
  func file(of page: String) -> String? {
    guard !page.utf8.contains(UInt8(ascii: "/")) else { return nil }
    for section in Self.sections {
      let places =
        flat.map { "\($0)/\(page).\(section)" }
        + roots.map { "\($0)/man\(section)/\(page).\(section)" }
      for place in places {
        for file in [place, place + ".gz"] where File.exists(file) { return file }
      }
    }
    return nil
  }

  private static func range(of part: String, in text: String) -> String.Index? {
    text.indices.first { text[$0...].hasPrefix(part) }
  }
}
