// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
package import Store

extension Session {
  /// Where the ledger is: `-L`, `SI64_LEDGER`, the nearest `.si64` above, `$XDG_DATA_HOME/si64`.
  ///
  /// - Throws: `no-ledger` with how to make one; `bad-value` for a path that cannot be a ledger;
  ///   `permission` where nobody may look.
  package func location() throws -> Location {
    if let path = givenLedger { return try location(at: absolute(path)) }
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

  /// - Throws: what `location` throws, but where no ledger is named and there is none: what is said
  ///   without it would be said of something else.
  func checkLedger() throws {
    do {
      _ = try location()
    } catch let failure as Failure where failure.code == .noLedger && givenLedger == nil {}
  }

  /// Whether a ledger is named or has a place here, be it one that cannot be used.
  var meansLedger: Bool { givenLedger != nil || nearestHome() != nil || sharedHome() != nil }

  /// Where `ledger init` makes a ledger.
  ///
  /// - Throws: `bad-value` for a file name that says nothing about the backend.
  package func newLocation(_ backend: Location.Backend?) throws -> Location {
    guard let path = givenLedger.map(absolute) else {
      return Location(
        home: surroundings.workingDirectory + "/.si64", backend: backend ?? .sqlite)
    }
    return try newLocation(at: path, backend)
  }

  /// The place of a new ledger at `path`: a file by its ending, else a directory that gets a
  /// `.si64`; the one in `XDG_DATA_HOME`, where it would be looked for, is laid out itself.
  ///
  /// - Throws: `bad-value` where the ending asks for another backend than `backend`.
  package func newLocation(
    at path: String, _ backend: Location.Backend?
  ) throws -> Location {
    let path = Self.withoutSlashes(path)
    guard !Self.isDirectory(path), let named = Location.backend(ofFile: path) else {
      let isHome =
        Path.name(of: path) == ".si64" || isSharedHome(path)
        || Location.Backend.allCases.contains {
          File.exists(Location(home: path, backend: $0).path)
        }
      return Location(
        home: isHome ? Self.home(in: path) : path + "/.si64", backend: backend ?? .sqlite)
    }
    guard backend == nil || backend == named else {
      throw Failure(.badValue, "\(path) is the name of a \(named.rawValue) file")
    }
    return location(ofFile: path, named)
  }

  /// The ledger at a path: a directory that holds `.si64`, such a directory itself, or a file.
  ///
  /// - Throws: `no-ledger`, `bad-value` or `permission`.
  package func location(at path: String) throws -> Location {
    let path = Self.withoutSlashes(path)
    let hint = "to make one: si64 -L \(ShellWords.quoted(path)) ledger init"
    if Self.isDirectory(path) {
      return try Self.location(inHome: Self.home(in: path), hint: hint)
    }
    guard try File.isThere(path) else {
      throw Failure(.noLedger, "there is no ledger at \(path)", hint: hint)
    }
    if let backend = Location.backend(ofFile: path) { return location(ofFile: path, backend) }
    throw Failure(
      .badValue, "\(path) is no ledger: its name ends in none of .sqlite, .db and .json")
  }

  /// A file inside a directory laid out as `.si64/` is that directory's ledger, settings and keys
  /// included; any other stands for itself.
  private func location(ofFile path: String, _ backend: Location.Backend) -> Location {
    for file in [path, Path.target(of: path)] {
      for backend in Location.Backend.allCases {
        let ledger = Location(home: Path.parent(of: file), backend: backend)
        if ledger.path == file, isLaidOut(ledger) { return ledger }
      }
    }
    return Location(file: path, backend: backend)
  }

  /// Whether the directory of a ledger's file is one that `ledger init` laid out, or would.
  ///
  /// Beside a bare file there may be a `keys/` that is somebody else's.
  private func isLaidOut(_ ledger: Location) -> Bool {
    let home = Path.parent(of: ledger.path)
    let hasKey = File.exists(ledger.treasuryKey)
    let isBare = File.exists(Location(file: ledger.path, backend: ledger.backend).keys)
    return Path.name(of: home) == ".si64" || isSharedHome(home)
      ? hasKey || !isBare : hasKey && !isBare
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
    guard let home = sharedPlace, Self.isDirectory(home) else { return nil }
    return Self.home(in: home)
  }

  private var sharedPlace: String? { directories.data.map { $0 + "/si64" } }

  private func isSharedHome(_ path: String) -> Bool {
    sharedPlace.map { Path.absolute($0) == Path.absolute(path) } ?? false
  }

  /// The directory of a ledger that is called by the directory around it, or by its own name.
  private static func home(in directory: String) -> String {
    isDirectory(directory + "/.si64") ? directory + "/.si64" : directory
  }

  private static func location(inHome home: String, hint: String) throws -> Location {
    for backend in Location.Backend.allCases {
      let location = Location(home: home, backend: backend)
      if try File.isThere(location.path) { return location }
    }
    throw Failure(.noLedger, "there is no ledger in \(home)", hint: hint)
  }

  private static func withoutSlashes(_ path: String) -> String {
    var path = path
    while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
    return path
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
