// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Store

/// Other programs: finding them on `PATH`, and running them. Only `Pager` starts one besides.
package enum Programs {
  // MARK: Finding

  /// The file of the program called `name`, or `nil`.
  ///
  /// - Parameter path: as in `PATH`; directories that do not start with `/` are passed over.
  package static func find(_ name: String, path: String?) -> String? {
    guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")) else { return nil }
    return directories(path).map { "\($0)/\(name)" }.first(where: isProgram)
  }

  /// What follows `prefix` in the names of programs, sorted, each once. Names that could drive a
  /// terminal, or break a list of lines, are left out.
  package static func names(startingWith prefix: String, path: String?) -> [String] {
    var found: Set<String> = []
    for directory in directories(path) {
      for name in File.names(in: directory) where name.hasPrefix(prefix) && name != prefix {
        if name == name.sanitised, isProgram("\(directory)/\(name)") {
          found.insert(String(name.dropFirst(prefix.count)))
        }
      }
    }
    return found.sorted()
  }

  /// The file of this program.
  static func own() -> String { Path.absolute("/proc/self/exe") }

  private static func directories(_ path: String?) -> [String] {
    (path ?? "").split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
  }

  private static func isProgram(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      && access(path, X_OK) == 0
  }

  // MARK: Running

  /// Puts another program in the place of this one.
  ///
  /// - Throws: `not-found`, `permission` or `io`; it does not return otherwise.
  static func replace(_ launch: Launch) throws -> Int32 {
    let (words, settings) = vectors(launch)
    signal(SIGXFSZ, SIG_DFL)
    execve(launch.path, words, settings)
    throw Failure.system("cannot run", launch.path)
  }

  /// Runs another program at this terminal and waits for its end. Ctrl-C is its business then.
  ///
  /// - Returns: its exit status, or 128 and the number of the signal that ended it.
  /// - Throws: `not-found`, `permission` or `io`.
  package static func run(_ launch: Launch) throws -> Int32 {
    try ignoring([SIGINT, SIGQUIT]) { try wait(for: start(launch)) }
  }

  /// Runs `body` while this process takes no notice of signals.
  static func ignoring<T>(_ signals: [Int32], _ body: () throws -> T) rethrows -> T {
    let before = signals.map { number in
      var ignore = sigaction()
      ignore.__sigaction_handler.sa_handler = SIG_IGN
      var old = sigaction()
      sigaction(number, &ignore, &old)
      return (number, old)
    }
    defer {
      for (number, action) in before {
        var action = action
        sigaction(number, &action, nil)
      }
    }
    return try body()
  }

  /// Starts another program.
  ///
  /// - Parameter leadsGroup: whether it gets a process group of its own, to be ended with all it
  ///   has started.
  static func start(
    _ launch: Launch, _ actions: UnsafePointer<posix_spawn_file_actions_t>? = nil,
    leadsGroup: Bool = false
  ) throws -> pid_t {
    var (words, settings) = vectors(launch)
    defer { for word in words + settings { free(word) } }
    var child: pid_t = 0
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What this process ignores for a while, the other one must not.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGQUIT, SIGPIPE, SIGXFSZ] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | (leadsGroup ? POSIX_SPAWN_SETPGROUP : 0)))
    let problem = posix_spawn(&child, launch.path, actions, &attributes, &words, &settings)
    guard problem == 0 else {
      errno = problem
      throw Failure.system("cannot run", launch.path)
    }
    return child
  }

  private static func wait(for child: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    return exitStatus(status)
  }

  /// What a shell makes of a status from `wait`.
  static func exitStatus(_ status: Int32) -> Int32 {
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  private typealias Vector = [UnsafeMutablePointer<CChar>?]

  /// Words and environment as C wants them; the caller frees them.
  private static func vectors(_ launch: Launch) -> (words: Vector, settings: Vector) {
    let settings = launch.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return (
      ([launch.path] + launch.arguments).map { strdup($0) } + [nil],
      settings.map { strdup($0) } + [nil]
    )
  }
}
