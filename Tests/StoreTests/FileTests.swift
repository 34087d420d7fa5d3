// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Testing

@testable import Store

@Suite("Files")
struct FileTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test(
    arguments: [
      (0, 5, "01234"), (5, 100, "56789"), (9, 1, "9"), (10, 5, ""), (99, 5, ""), (3, 0, ""),
    ] as [(Int64, Int, String)])
  func readsUpToTheEnd(_ offset: Int64, _ count: Int, _ expected: String) throws {
    try put(Array("0123456789".utf8), at: directory("a"))
    let file = try File(directory("a"), O_RDONLY)
    #expect(try String(decoding: file.read(count, at: offset), as: UTF8.self) == expected)
  }

  @Test func writesWhereItIsTold() throws {
    let file = try File(directory("a"), O_RDWR | O_CREAT)
    try file.write(Array("abc".utf8), at: 0)
    try file.append(Array("def".utf8))
    try file.write(Array("XY".utf8), at: 2)
    #expect(try String(decoding: contents(directory("a")), as: UTF8.self) == "abXYef")
    try file.write(Array("!".utf8), at: 8)
    #expect(try contents(directory("a")) == Array("abXYef\0\0!".utf8))
    try file.truncate(to: 2)
    #expect(try file.readAll() == Array("ab".utf8))
    try file.sync()
    try file.write([], at: 0)
    #expect(try file.identity().size == 2)
    #expect(File.permissions(of: directory("a"))?.mode == 0o600)
    #expect(File.permissions(of: directory("a"))?.isOwn == true)
    #expect(File.permissions(of: directory("none")) == nil)
  }

  @Test func aFileOpenedToReadCannotBeWritten() throws {
    try put([1], at: directory("a"))
    let file = try File(directory("a"), O_RDONLY)
    #expect(code { try file.write([2], at: 0) } == .io)
    #expect(code { try file.truncate(to: 0) } == .io)
    #expect(try contents(directory("a")) == [1])
  }

  @Test func whatCannotBeOpenedSaysWhy() throws {
    try put([], at: directory("plain"))
    let rows: [(String, Int32, ErrorCode)] = [
      ("none", O_RDONLY, .notFound), ("no/where", O_RDONLY, .notFound),
      ("plain/x", O_RDONLY, .notFound), ("plain", O_WRONLY | O_CREAT | O_EXCL, .exists),
      (".", O_RDWR, .io),
    ]
    for (name, flags, expected) in rows {
      let failure = #expect(throws: Failure.self) { try File(directory(name), flags) }
      #expect(failure?.code == expected, "\(name)")
      #expect(failure?.message.contains(directory(name)) == true)
    }
  }

  @Test(arguments: [
    (ENOENT, ErrorCode.notFound), (ENOTDIR, .notFound), (EEXIST, .exists), (EACCES, .permission),
    (EPERM, .permission), (EROFS, .permission), (EIO, .io), (ENOSPC, .io), (EISDIR, .io),
    (ELOOP, .io), (EMFILE, .io),
  ])
  func everyNumberOfTheSystemHasACode(_ number: Int32, _ expected: ErrorCode) {
    errno = number
    let failure = Failure.system("cannot do", "this")
    #expect(failure.code == expected)
    #expect(failure.message.hasPrefix("cannot do this: "))
    #expect(!failure.concernsContent == (expected == .io || expected == .permission))
  }

  @Test func replacingIsWholeOrNotAtAll() throws {
    let path = directory("a")
    try File.replace(path, with: [1, 2], mode: 0o644)
    let first = try File(path, O_RDONLY)
    #expect(File.permissions(of: path)?.mode == 0o644)
    try File.replace(path, with: [3])
    #expect(try contents(path) == [3])
    #expect(try first.readAll() == [1, 2], "who has it open keeps what it opened")
    #expect(try !first.isCurrent())
    #expect(mkdir(directory("d"), 0o700) == 0)
    try put([], at: directory("d/x"))
    #expect(code { try File.replace(directory("d"), with: [4]) } != nil)
    #expect(directory.names() == ["a", "d"])
  }

  @Test func creatingNeverReplaces() throws {
    let path = directory("a")
    try File.create(path, [1])
    #expect(code { try File.create(path, [2]) } == .exists)
    #expect(try contents(path) == [1])
    #expect(File.permissions(of: path)?.mode == 0o600)
    #expect(directory.names() == ["a"])
  }

  @Test func identityTellsVersionsApart() throws {
    let path = directory("a")
    try put([1, 2, 3], at: path)
    let file = try File(path, O_RDWR)
    let before = try file.identity()
    #expect(try file.identity() == before)
    usleep(20_000)
    // The same size, and even the same time of modification as before.
    try file.write([9], at: 0)
    var times = [timespec(), timespec()]
    utimensat(AT_FDCWD, path, &times, 0)
    let after = try file.identity()
    #expect(after != before)
    #expect(after.size == before.size)
    #expect(after.inode == before.inode)
    #expect(try file.isCurrent())
    unlink(path)
    #expect(try !file.isCurrent())
  }

  @Test func oneLockAtATime() throws {
    try put([], at: directory("a"))
    let one = try File(directory("a"), O_RDWR)
    let other = try File(directory("a"), O_RDWR)
    try one.lock(timeout: 0)
    let clock = ContinuousClock()
    var asked = 0
    let waited = clock.measure {
      #expect(code { try other.lock(timeout: 30) { asked += 1 } } == .locked)
    }
    #expect(waited >= .milliseconds(30))
    #expect(asked == 15)
    // What is asked for while waiting can end the wait.
    #expect(code { try other.lock(timeout: 60_000) { throw Failure.interrupted } } == .interrupted)
    one.unlock()
    try other.lock(timeout: 0)
    #expect(code { try one.lock(timeout: 0) } == .locked)
  }

  @Test func twoNamesOfOneFile() throws {
    try put([], at: directory("a"))
    try put([], at: directory("b"))
    #expect(link(directory("a"), directory("hard")) == 0)
    #expect(symlink(directory("a"), directory("soft")) == 0)
    let rows = [
      ("a", "a", true), ("a", "hard", true), ("soft", "hard", true), ("a", "b", false),
      ("a", "none", false), ("none", "none", false),
    ]
    for (one, other, isSame) in rows {
      #expect(File.isSame(directory(one), directory(other)) == isSame, "\(one) \(other)")
    }
  }

  @Test func namesOfADirectory() throws {
    for name in ["b", ".hidden", "ü x"] { try put([], at: directory(name)) }
    #expect(File.names(in: directory.path).sorted() == [".hidden", "b", "ü x"])
    #expect(File.names(in: directory("none")) == [])
    #expect(File.names(in: directory("b")) == [])
  }

  /// SHA-256 of nothing and of "abc" are those of FIPS 180-4; a long file is read in pieces.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func contentHash(_ text: String, _ expected: String) throws {
    try put(Array(text.utf8), at: directory("a"))
    let descriptor = open(directory("a"), O_RDONLY)
    defer { close(descriptor) }
    #expect(try File.contentHash(ofDescriptor: descriptor) == expected)
  }

  @Test func piecesAddUpToTheFile() throws {
    var bytes = [UInt8](repeating: 7, count: 2_500_000)
    for place in stride(from: 0, to: bytes.count, by: 997) { bytes[place] = UInt8(place % 251) }
    try put(bytes, at: directory("a"))
    var pieces: [[UInt8]] = []
    let descriptor = open(directory("a"), O_RDONLY)
    defer { close(descriptor) }
    try File.eachPiece(ofDescriptor: descriptor) { pieces.append(Array($0)) }
    #expect(pieces.count == 39 && pieces.allSatisfy { $0.count <= 1 << 16 })
    #expect(Array(pieces.joined()) == bytes)
    #expect(try File.contents(of: directory("a")) == bytes)
  }

  @Test func aPipeHasNoSizeAndIsReadToItsEnd() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    _ = write(ends[1], "hello", 5)
    close(ends[1])
    #expect(File.size(ofDescriptor: ends[0]) == nil)
    #expect(try File.readToEnd(ends[0]) == Array("hello".utf8))
    close(ends[0])
    #expect(code { try File.readToEnd(ends[0]) } == .io)
    try put([1, 2, 3], at: directory("a"))
    let descriptor = open(directory("a"), O_RDONLY)
    #expect(File.size(ofDescriptor: descriptor) == 3)
    close(descriptor)
  }
}
