// SPDX-License-Identifier: GPL-3.0-or-later
import Store

/// Whether the shells and man(1) know si64.
struct DoctorShells {
  private let session: Session
  private let environment: [String: String]

  init(_ session: Session) {
    self.session = session
    environment = session.surroundings.environment
  }

  /// What was found, a line for each shell, one for the manual, one for plugins.
  func findings() -> [Finding] {
    [
      completion("bash", ["bash-completion/completions/si64"]),
      completion(
        "zsh", ["zsh/site-functions/_si64", "zsh/vendor-completions/_si64"]),
      completion(
        "fish", ["fish/vendor_completions.d/si64.fish"], own: "fish/completions/si64.fish"),
      manual(), plugins(),
    ]
  }

  /// - Parameters:
  ///   - files: below a `share` directory.
  ///   - own: below the user's directory of settings.
  private func completion(_ shell: String, _ files: [String], own: String? = nil) -> Finding {
    let name = "completion \(shell)"
    guard Programs.find(shell, path: environment["PATH"]) != nil else {
      return Finding(name, "there is no \(shell) here")
    }
    var places = shares.flatMap { share in files.map { "\(share)/\($0)" } }
    if let own, let config = directories.config { places.append("\(config)/\(own)") }
    guard let place = places.first(where: File.exists) else {
      return Finding(name, .note, "not installed", fix: "make install")
    }
    return Finding(name, place)
  }

  private var shares: [String] {
    let beside = Path.parent(of: Path.parent(of: session.surroundings.program())) + "/share"
    let own = directories.data.map { [$0] } ?? []
    return [beside].filter { $0.hasPrefix("/") } + own + ["/usr/local/share", "/usr/share"]
  }

  private var directories: UserDirectories { UserDirectories(environment) }

  private func manual() -> Finding {
    let pages = ManPages(besides: [session.surroundings.program()], environment)
    guard let page = pages.file(of: "si64") else {
      return Finding("manual", .note, "not installed", fix: "make install")
    }
    return Finding("manual", page)
  }

  private func plugins() -> Finding {
    let names = session.externals
    return Finding("plugins", names.isEmpty ? "none on PATH" : names.joined(separator: ", "))
  }
}
