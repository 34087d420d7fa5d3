// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money

/// Entries as lines of `ledger.json`; tables in a cache that can be rebuilt from it at any time.
final class JSONDriver: JournalDriver {
  private let path: String
  private let cache: JSONCache
  private var lockTimeout: Int64
  private let isReadOnly: Bool
  private var file: File
  private(set) var notices: [String] = []
  private(set) var unfinishedBytes: Int64 = 0

  /// What is to be written at `offset`; a commit overwrites the closing bracket.
  private var buffer: [UInt8] = []
  private var offset: Int64 = 0
  /// Where the open commit started: the end of the last entry.
  private var start: Int64 { place.end }
  private var place = JSONCache.Place.start
  /// Whether the buffer's last line still lacks its closing brace.
  private var hasOpenLine = false
  /// Whether the file was changed since `start`, be it only in part.
  private var isTouched = false
  private var lineStart: Int64 = 0
  private var head = Head.empty
  private static let piece = 1 << 20

  init(
    path: String, cache: JSONCache, lockTimeout: Int64, onlyLooks: Bool = false
  ) throws {
    self.path = path
    self.cache = cache
    self.lockTimeout = lockTimeout
    isReadOnly = onlyLooks || access(path, W_OK) != 0
    file = try File(path, isReadOnly ? O_RDONLY : O_RDWR)
    try JSONLines.checkHeader(file.read(256, at: 0), path: path)
  }

  /// Makes a ledger file whose only entry is `entry`.
  static func create(_ path: String, entry: UnsafeRawBufferPointer, hash: String) throws {
    var bytes = JSONLines.header
    JSONLines.open(entry, hash: hash, to: &bytes)
    bytes += [UInt8(ascii: "}")] + JSONLines.closing
    try File.create(path, bytes)
  }

  var isCurrent: Bool { (try? file.isCurrent()) ?? false }

  func wait(atMost timeout: Int64) {
    lockTimeout = timeout
    cache.wait(atMost: timeout)
  }

  func prepareRead() throws {
    if try !file.isCurrent() { try reopen(isReadOnly ? O_RDONLY : O_RDWR) }
    try renewingCache { try update() }
  }

  func isReadyForGlance() throws -> Bool {
    // Where another file has taken its place, the next command will say.
    guard try file.isCurrent() else { return false }
    return try cache.matches(file) || cache.isContinued(by: file, within: Self.piece)
  }

  private func update() throws {
    guard try !cache.matches(file) else { return }
    // Longer than another reader takes for a few entries; a writer may keep the lock for minutes.
    if (try? file.lock(timeout: 20)) != nil {
      defer { file.unlock() }
      return note(try cache.catchUp(with: file))
    }
    // What looks like damage here is the writer at work.
    if try cache.catchUpIfFree(with: file) != nil { return }
    // That writer shares our cache, and brought it up to date when it began.
    if try cache.isContinued(by: file) { return }
    note(try cache.catchUp(with: file))
  }

  private func renewingCache(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch  where cache.isCorrupt {
      try cache.renew()
      try body()
    }
  }

  var database: Database { cache.database }

  func explain(_ failure: Failure) -> Failure {
    guard cache.isCorrupt else { return failure }
    cache.discard()
    return Failure(
      .io, "a cache of \(path) was damaged, and has been removed", hint: "run the command again")
  }

  func begin() throws {
    guard !isReadOnly else { throw Failure(.permission, "cannot write \(path)") }
    try lock()
    do {
      try renewingCache { try beginTables() }
      place = try cache.place()
      (offset, head) = (place.end, place.head)
      (buffer, hasOpenLine, isTouched) = ([], false, false)
    } catch {
      file.unlock()
      throw error
    }
  }

  /// Opens the tables' transaction once they are those of the file.
  private func beginTables() throws {
    // Twice is enough, but for a si64 of another version that makes the same cache its own.
    for _ in 0..<5 {
      try cache.database.execute("BEGIN IMMEDIATE")
      do {
        if try cache.matches(file) { return }
        try cache.database.execute("ROLLBACK")
      } catch {
        try? cache.database.execute("ROLLBACK")
        throw error
      }
      let tail = try cache.catchUp(with: file)
      note(tail)
      if case .damaged(let line, let why) = tail {
        throw Failure(
          .damaged, "\(path) line \(line): \(why); it is read-only until that is mended",
          hint: "restore a backup, or compare with 'si64 ledger verify'")
      }
      if tail == .unfinished { try recoverTail() }
    }
    throw Failure(.locked, "another process keeps changing the cache of \(path)")
  }

  var position: Int64 { offset + Int64(buffer.count) }

  func append(_ entry: UnsafeRawBufferPointer, head: Head) throws {
    if hasOpenLine { buffer += JSONLines.more + [UInt8(ascii: "}"), UInt8(ascii: ",")] }
    if !hasOpenLine && self.head.sequence > 0 { buffer.append(UInt8(ascii: ",")) }
    if hasOpenLine || self.head.sequence > 0 { buffer.append(UInt8(ascii: "\n")) }
    lineStart = position
    JSONLines.open(entry, hash: head.hash, to: &buffer)
    hasOpenLine = true
    self.head = head
    if buffer.count >= Self.piece { try flush() }
    try cache.database.insertEntry(entry, head: head)
  }

  func truncate(to position: Int64) throws {
    if position >= offset {
      buffer.removeLast(Int(self.position - position))
    } else {
      isTouched = true
      try file.truncate(to: position)
      buffer.removeAll(keepingCapacity: true)
      offset = position
    }
    head = try cache.database.head()
    hasOpenLine = position > start
    if hasOpenLine, let entry = try cache.database.entry(head.sequence) {
      lineStart = position - JSONLines.openLength(entry.utf8.count)
    }
  }

  func commit() throws {
    defer { file.unlock() }
    try database.withoutStopping { try commitHere() }
  }

  private func commitHere() throws {
    guard hasOpenLine else {
      // Nothing for the journal: only scratch tables changed, if anything.
      restoreEnd()
      try cache.database.execute("COMMIT")
      return
    }
    buffer.append(UInt8(ascii: "}"))
    let end = position
    buffer += JSONLines.closing
    do {
      try flush()
      try file.truncate(to: offset)
      try file.sync()
    } catch {
      // Here and now: once the lock is gone, the end of the file is another's.
      try? cache.database.execute("ROLLBACK")
      restoreEnd()
      throw error
    }
    isTouched = false
    cache.finish(file, JSONCache.Place(head: head, headStart: lineStart, end: end))
  }

  func rollback() {
    try? cache.database.execute("ROLLBACK")
    restoreEnd()
    if cache.isCorrupt { cache.discard() }
    file.unlock()
  }

  func walk(_ body: (UnsafeBufferPointer<UInt8>, Head) throws -> Void) throws -> String? {
    var scanner = JSONScanner(file)
    let tail = try scanner.scan { entry, head, _ in try body(entry, head) }
    unfinishedBytes = tail == .unfinished ? try file.identity().size - scanner.end : 0
    guard case .damaged(let line, let why) = tail else { return nil }
    return "line \(line): \(why)"
  }

  private func lock() throws {
    while true {
      try file.lock(timeout: lockTimeout) { try database.checkStop() }
      if try file.isCurrent() { return }
      try reopen(O_RDWR)
    }
  }

  private func reopen(_ flags: Int32) throws {
    file = try File(path, flags)
    try JSONLines.checkHeader(file.read(256, at: 0), path: path)
  }

  private func flush() throws {
    isTouched = true
    try file.write(buffer, at: offset)
    offset += Int64(buffer.count)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Puts the end of the file back as it was before the commit.
  private func restoreEnd() {
    guard isTouched else { return }
    isTouched = false
    // If even this fails, the tail is unfinished and the next writer moves it away.
    try? file.truncate(to: start)
    try? file.write(JSONLines.closing, at: start)
    try? file.sync()
    cache.remember(file, place)
  }

  private func recoverTail() throws {
    let place = try cache.place()
    let size = try file.identity().size
    let tail = try file.read(Int(size - place.end), at: place.end)
    if tail.contains(where: { !JSONLines.closing.contains($0) }) {
      var number = 1
      while File.exists("\(path).torn-\(number)") { number += 1 }
      let copy = try File("\(path).torn-\(number)", O_WRONLY | O_CREAT | O_EXCL)
      try copy.write(tail, at: 0)
      try copy.sync()
      notices.append(
        "an unfinished commit of \(tail.count) bytes was moved to \(Path.name(of: path)).torn-\(number)"
      )
    }
    try file.truncate(to: place.end)
    try file.write(JSONLines.closing, at: place.end)
    try file.sync()
    cache.remember(file, place)
  }

  private func note(_ tail: JSONScanner.Tail) {
    if case .damaged(let line, let why) = tail {
      notices = ["\(path) line \(line): \(why); showing what stands before it"]
    }
    guard let lost = cache.takeLost() else { return }
    notices.append(
      "\(path) had \(lost.before) entries when it was last looked at from here, and has "
        + "\(lost.now): it was cut off, or an older one was put in its place")
  }
}
