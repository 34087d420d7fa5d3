// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Testing

@testable import System

@Suite("Files on their way to their names")
final class TemporaryFileTests {
  private let directory: String

  init() {
    var name = Array("/tmp/si64-system-XXXXXX".utf8CString)
    _ = mkdtemp(&name)
    directory = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in names() { unlink("\(directory)/\(name)") }
    rmdir(directory)
  }

  private func names() -> [String] {
    guard let open = opendir(directory) else { return [] }
    defer { closedir(open) }
    var names: [String] = []
    while let entry = readdir(open) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  private func plant(_ name: String) {
    close(open("\(directory)/\(name)", O_CREAT | O_RDWR, 0o600))
  }

  @Test func noTwoHaveOneName() throws {
    var made: [(path: String, descriptor: Int32)] = []
    for _ in 0..<50 {
      made.append(try #require(TemporaryFile.make(beside: "\(directory)/a.json")))
    }
    #expect(Set(made.map(\.path)).count == 50)
    #expect(names().count == 50)
    for file in made { close(file.descriptor) }
  }

  @Test func itIsItsOwnersAlone() throws {
    let mask = umask(0o277)
    let made = TemporaryFile.make(beside: "\(directory)/a", mode: 0o644)
    umask(mask)
    let file = try #require(made)
    defer { close(file.descriptor) }
    var status = stat()
    #expect(fstat(file.descriptor, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test func whatIsBeingWrittenStays() throws {
    let path = "\(directory)/a"
    let first = try #require(TemporaryFile.make(beside: path))
    let second = try #require(TemporaryFile.make(beside: path))
    #expect(names().count == 2)
    #expect(TemporaryFile.leftovers(of: path) == [])
    close(first.descriptor)
    #expect(TemporaryFile.leftovers(of: path) == [first.path])
    let third = try #require(TemporaryFile.make(beside: path))
    #expect(
      names()
        == [second.path, third.path].map { String($0.dropFirst(directory.count + 1)) }.sorted())
    close(second.descriptor)
    close(third.descriptor)
  }

  /// What SQLite kept beside a leftover goes with it; whatever else has a similar name stays.
  @Test func onlyLeftoversGo() throws {
    let others = [
      "a", "a.new-", "a.new-1234", "a.new-0123456789abcdeF", "a.new-0123456789abcdef0",
      "a.new-mine", "b.new-0123456789abcdef", "a.old-1",
    ]
    for name in others { plant(name) }
    for ending in ["", "-wal", "-shm"] { plant("a.new-fedcba9876543210\(ending)") }
    symlink("\(directory)/a", "\(directory)/a.new-00000000000000ff")
    mkfifo("\(directory)/a.new-00000000000000fe", 0o600)
    let file = try #require(TemporaryFile.make(beside: "\(directory)/a"))
    unlink(file.path)
    close(file.descriptor)
    #expect(
      names() == (others + ["a.new-00000000000000ff", "a.new-00000000000000fe"]).sorted())
  }

  @Test func aMissingDirectoryIsAnError() {
    #expect(TemporaryFile.make(beside: "\(directory)/no/a") == nil)
    #expect(errno == ENOENT)
  }
}
