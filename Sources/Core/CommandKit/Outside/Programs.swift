// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Store

/// Other programs: finding them on `PATH`, and running them. Nothing else here starts a process.
package enum Programs {
  /// How long a helper may keep silent, in milliseconds.
  private static let patience: Int32 = 5000
  /// How many bytes it may print.
  private static let most = 1 << 20

  // MARK: Finding

  /// The file of the program called `name`, or `nil`.
  ///
  /// - Parameter path: as in `PATH`; directories that do not start with `/` are passed over.
  package static func find(_ name: String, path: String?) -> String? {
    guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")) else { return nil }
    return directories(path).map { "\($0)/\(name)" }.first(where: isProgram)
  }

  /// What follows `prefix` in the names of programs, sorted, each once.
  package static func names(startingWith prefix: String, path: String?) -> [String] {
    var found: Set<String> = []
    for directory in directories(path) {
      for name in File.names(in: directory) where name.hasPrefix(prefix) && name != prefix {
        if isProgram("\(directory)/\(name)") { found.insert(String(name.dropFirst(prefix.count))) }
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
    execve(launch.path, words, settings)
    throw Failure.system("cannot run", launch.path)
  }

  /// Runs another program at this terminal and waits for its end. Ctrl-C is its business then.
  ///
  /// - Returns: its exit status, or 128 and the number of the signal that ended it.
  /// - Throws: `not-found`, `permission` or `io`.
  package static func run(_ launch: Launch) throws -> Int32 {
    try ignoring([SIGINT, SIGQUIT]) { try wait(for: start(launch, nil)) }
  }

  private static func ignoring<T>(_ signals: [Int32], _ body: () throws -> T) rethrows -> T {
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

  /// What a helper prints; `nil` where it fails or keeps silent for five seconds.
  package static func output(of launch: Launch) -> String? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    let child = try? start(launch, &actions)
    close(ends[1])
    guard let child else { return nil }
    let bytes = read(ends[0])
    if bytes == nil { kill(child, SIGKILL) }
    guard wait(for: child) == 0, let bytes else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// All bytes up to the end; `nil` where they do not come in time.
  private static func read(_ descriptor: Int32) -> [UInt8]? {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 14)
    var waiting = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
    while poll(&waiting, 1, patience) > 0 {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count == 0 { return bytes }
      guard count > 0 else { return nil }
      bytes += piece[..<count]
      if bytes.count > most { return nil }
    }
    return nil
  }

  private static func start(
    _ launch: Launch, _ actions: UnsafePointer<posix_spawn_file_actions_t>?
  ) throws -> pid_t {
    var (words, settings) = vectors(launch)
    defer { for word in words + settings { free(word) } }
    var child: pid_t = 0
    // What this process ignores for a while, the other one must not.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGQUIT, SIGPIPE] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
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
