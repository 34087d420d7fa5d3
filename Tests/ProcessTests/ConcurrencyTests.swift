// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Store
import TestKit
import Testing

@Suite("Several processes on one ledger", .serialized)
struct ConcurrencyTests {
  /// Eight streams that commit each of their 200 lines, while others read and verify.
  @Test(arguments: Location.Backend.allCases)
  func eightWriters(_ backend: Location.Backend) throws {
    let place = try Workplace(backend)
    let file = try place.transfers(200)
    let writers = try (0..<8).map { _ in
      try place.start("ledger transfer --from \(file) --commit-every 1 -o id --lock-timeout 60s")
    }
    var seen = 0
    for _ in 0..<5 {
      let balance = try place.balance()
      #expect(balance >= seen)
      seen = balance
      try place.expectSound()
    }
    var ids: [Substring] = []
    for writer in writers {
      let end = writer.end()
      #expect(end.status == 0)
      #expect(end.errors == "")
      ids += end.output.split(separator: "\n")
    }
    #expect(ids.count == 1600)
    #expect(Set(ids).count == 1600)
    #expect(try place.balance("a") == 1_000_000 - 1600)
    #expect(try place.balance("b") == 1600)
    try place.expectSound()
    #expect(!place.ledger.hasFile(containing: "torn"))
  }

  /// One makes the ledger, whatever backend the others want, and its key is the one that is kept.
  @Test(arguments: [nil, "market.json", "market.db"])
  func oneOfEightMakesTheLedger(_ file: String?) throws {
    for _ in 0..<5 {
      let ledger = try TestLedger([], backend: nil)
      let place = file.map { ["-L", $0] } ?? []
      let processes = try (0..<8).map { number in
        let backend = file == nil ? ["--backend", number % 2 == 0 ? "json" : "sqlite"] : []
        return try Process(place + ["ledger", "init"] + backend, home: ledger.directory)
      }
      let ends = processes.map { $0.end() }
      #expect(ends.filter { $0.status == 0 }.count == 1)
      #expect(ends.filter { $0.status == 4 }.count == 7, "\(ends.map(\.errors))")
      for verb in ["verify", "checkpoint"] {
        let end = try Process(place + ["ledger", verb], home: ledger.directory).end()
        #expect(end.status == 0, "\(end.errors)")
      }
      #expect(!ledger.hasFile(containing: ".new-"))
    }
  }

  @Test(arguments: Location.Backend.allCases)
  func oneKeyFromEightProcesses(_ backend: Location.Backend) throws {
    let place = try Workplace(backend)
    let processes = try (0..<8).map { _ in
      try place.start("ledger transfer a b 7 --idempotency-key K -o json")
    }
    let ends = processes.map { $0.end() }
    #expect(Set(ends.map(\.output)).count == 1)
    #expect(ends.allSatisfy { $0.status == 0 && $0.errors == "" })
    #expect(try place.balance() == 7)
  }

  @Test(arguments: Location.Backend.allCases)
  func waitingForTheLockEnds(_ backend: Location.Backend) throws {
    let place = try Workplace(backend)
    // A shell in a transaction holds the lock.
    let pipe = place.ledger.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    // Open for both, as the process cannot start before its input has another end.
    let feed = open(pipe, O_RDWR | O_CLOEXEC)
    let holder = try place.start("repl", input: pipe)
    let line = Array("begin; ledger transfer a b 1\n".utf8)
    _ = write(feed, line, line.count)
    usleep(400_000)
    let refused = try place.run("ledger transfer a b 1 --lock-timeout 100ms -o json")
    #expect(refused.status == 75)
    #expect(refused.errors.contains("\"code\":\"locked\""))
    // Readers do not wait.
    #expect(try place.balance() == 0)
    try place.expectSound()
    _ = write(feed, "commit\n", 7)
    close(feed)
    #expect(holder.end().status == 0)
    #expect(try place.balance() == 1)
  }

  @Test(arguments: Location.Backend.allCases)
  func twoInitsMakeOneLedger(_ backend: Location.Backend) throws {
    let place = try Workplace(backend)
    let name = backend == .sqlite ? "new.db" : "new.json"
    let processes = try (0..<6).map { _ in
      try Process(["-L", name, "ledger", "init"], home: place.home)
    }
    let statuses = processes.map { $0.end().status }.sorted()
    #expect(statuses == [0, 4, 4, 4, 4, 4])
    #expect(try Process.run(["-L", name, "ledger", "verify"], home: place.home).status == 0)
  }
}
