// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
package import Store

extension Session {
  /// Where the ledger is: `-L`, `SI64_LEDGER`, the nearest `.si64` above, `$XDG_DATA_HOME/si64`.
  ///
  /// - Throws: `no-ledger` with how to make one; `bad-value` for a path that cannot be a ledger.
  package func location() throws -> Location {
    if let path = givenLedger {
      return try Self.location(at: absolute(path))
    }
    if let home = nearestHome() ?? sharedHome() {
      return try Self.location(inHome: home, hint: "'si64 ledger init' makes one")
    }
    throw Failure(
      .noLedger, "there is no ledger here or in any directory above",
      hint: "'si64 ledger init' makes one here; -L names another")
  }

  /// The path given by `-L` or `SI64_LEDGER`.
  package var givenLedger: String? {
    globals.ledger
      ?? surroundings.environment["SI64_LEDGER"].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Where `ledger init` makes a ledger.
  ///
  /// - Throws: `bad-value` for a file name that says nothing about the backend.
  package func newLocation(_ backend: Location.Backend?) throws -> Location {
    guard let path = givenLedger.map(absolute) else {
      return Location(
        home: surroundings.workingDirectory + "/.si64", backend: backend ?? .sqlite)
    }
    return try Self.newLocation(at: path, backend)
  }

  /// The place of a new ledger at `path`: a file by its ending, else a directory that gets a
  /// `.si64`.
  ///
  /// - Throws: `bad-value` where the ending asks for another backend than `backend`.
  package static func newLocation(
    at path: String, _ backend: Location.Backend?
  ) throws -> Location {
    guard !isDirectory(path), let named = Location.backend(ofFile: path) else {
      let home = Path.name(of: path) == ".si64" ? path : path + "/.si64"
      return Location(home: home, backend: backend ?? .sqlite)
    }
    guard backend == nil || backend == named else {
      throw Failure(.badValue, "\(path) is the name of a \(named.rawValue) file")
    }
    return Location(file: path, backend: named)
  }

  /// The ledger at a path: a directory that holds `.si64`, such a directory itself, or a file.
  ///
  /// - Throws: `no-ledger` or `bad-value`.
  package static func location(at path: String) throws -> Location {
    let hint = "to make one: si64 -L \(ShellWords.quoted(path)) ledger init"
    if isDirectory(path) {
      let home = path + "/.si64"
      return try location(inHome: isDirectory(home) ? home : path, hint: hint)
    }
    guard File.exists(path) else {
      throw Failure(.noLedger, "there is no ledger at \(path)", hint: hint)
    }
    if let backend = Location.backend(ofFile: path) {
      return Location(file: path, backend: backend)
    }
    throw Failure(
      .badValue, "\(path) is no ledger: its name ends in none of .sqlite, .db and .json")
  }

  /// A path as seen from the working directory.
  package func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(surroundings.workingDirectory)/\(path)"
  }

  // MARK: Settings

  /// Where the user's own settings are.
  package var userConfigPath: String? {
    directories.config.map { $0 + "/si64/config" }
  }

  func configLayers() throws -> [(origin: String, ConfigFile)] {
    var layers = [(Config.environment, ConfigFile(environment: surroundings.environment))]
    let own = try? location().config
    for path in [own, userConfigPath].compactMap({ $0 }) where File.exists(path) {
      layers.append((path, try ConfigFile(at: path)))
    }
    return layers
  }

  /// Where caches of JSON ledgers go.
  var cacheDirectory: String? { directories.cache.map { $0 + "/si64" } }

  private var directories: UserDirectories { UserDirectories(surroundings.environment) }

  // MARK: Homes

  /// The nearest `.si64` from the working directory up.
  func nearestHome() -> String? {
    var directory = surroundings.workingDirectory
    while true {
      let home = directory == "/" ? "/.si64" : directory + "/.si64"
      if Self.isDirectory(home) { return home }
      if directory == "/" || directory == "." { return nil }
      directory = Path.parent(of: directory)
    }
  }

  private func sharedHome() -> String? {
    guard let home = directories.data.map({ $0 + "/si64" }), Self.isDirectory(home) else {
      return nil
    }
    return home
  }

  private static func location(inHome home: String, hint: String) throws -> Location {
    for backend in Location.Backend.allCases {
      let location = Location(home: home, backend: backend)
      if File.exists(location.path) { return location }
    }
    throw Failure(.noLedger, "there is no ledger in \(home)", hint: hint)
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
