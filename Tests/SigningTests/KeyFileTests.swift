// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Signing
import Testing

@Suite("KeyFile") struct KeyFileTests {
  @Test("a created file is private, in Solana's format, and loads again")
  func roundTrip() throws {
    try withDirectory { directory in
      let path = directory + "/key.json"
      let pair = KeyPair.generate()
      try KeyFile.create(path: path, pair)
      var status = stat()
      #expect(stat(path, &status) == 0)
      #expect(status.st_mode & 0o7777 == 0o600)
      #expect(contents(path) == pair.solanaJSON())
      #expect(try KeyFile.load(path: path).publicKey == pair.publicKey)
    }
  }

  @Test("an existing file is never overwritten, nor followed as a link")
  func exists() throws {
    try withDirectory { directory in
      let path = directory + "/key.json"
      try KeyFile.create(path: path, .generate())
      let before = contents(path)
      #expect(failure { try KeyFile.create(path: path, .generate()) } == .exists)
      #expect(contents(path) == before)
      symlink(directory + "/elsewhere", directory + "/link")
      #expect(failure { try KeyFile.create(path: directory + "/link", .generate()) } == .exists)
      #expect(access(directory + "/elsewhere", F_OK) != 0)
    }
  }

  @Test(
    "a file others may use is refused, with the way out",
    arguments: [0o640, 0o620, 0o604, 0o602, 0o644, 0o666, 0o610] as [mode_t])
  func shared(mode: mode_t) throws {
    try withDirectory { directory in
      let path = directory + "/key.json"
      write(KeyPair.generate().solanaJSON(), to: path, mode: mode)
      do {
        _ = try KeyFile.load(path: path)
        Issue.record("loaded")
      } catch let failure as Failure {
        #expect(failure.code == .permission)
        #expect(failure.hint == "chmod 600 \(path)")
      }
      chmod(path, 0o600)
      #expect(failure { try KeyFile.load(path: path) } == nil)
    }
  }

  @Test("a file for the owner alone loads", arguments: [0o600, 0o400, 0o700] as [mode_t])
  func owner(mode: mode_t) throws {
    try withDirectory { directory in
      let path = directory + "/key.json"
      write(KeyPair.generate().solanaJSON(), to: path, mode: mode)
      #expect(failure { try KeyFile.load(path: path) } == nil)
    }
  }

  @Test("what is not there is not found")
  func missing() throws {
    try withDirectory { directory in
      #expect(failure { try KeyFile.load(path: directory + "/none") } == .notFound)
      #expect(failure { try KeyFile.create(path: directory + "/no/key", .generate()) } == .notFound)
      #expect(failure { try KeyFile.load(path: "") } == .notFound)
    }
  }

  @Test("other content, long files, directories and pipes are bad files")
  func badFiles() throws {
    try withDirectory { directory in
      let path = directory + "/key.json"
      let good = KeyPair.generate().solanaJSON()
      for content in [
        [], Array("hello".utf8), good.dropLast(), [UInt8](repeating: 32, count: 9_000) + good,
      ]
        as [[UInt8]]
      {
        write(content, to: path, mode: 0o600)
        #expect(failure { try KeyFile.load(path: path) } == .badFile)
      }
      #expect(failure { try KeyFile.load(path: directory) } == .badFile)
      mkfifo(directory + "/pipe", 0o600)
      #expect(failure { try KeyFile.load(path: directory + "/pipe") } == .badFile)
    }
  }

  @Test("a message about a damaged file does not repeat its content")
  func quiet() throws {
    try withDirectory { directory in
      let path = directory + "/key.json"
      let pair = KeyPair.generate()
      write(Array(pair.solanaJSON().dropLast()), to: path, mode: 0o600)
      do {
        _ = try KeyFile.load(path: path)
        Issue.record("loaded")
      } catch let failure as Failure {
        let secret = String(decoding: pair.solanaJSON().dropFirst().prefix(12), as: UTF8.self)
        #expect(failure.message.contains(path))
        #expect(!failure.message.contains(secret))
      }
    }
  }
}
