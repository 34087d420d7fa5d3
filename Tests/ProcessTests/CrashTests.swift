// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Store
import TestKit
import Testing

@Suite("A process killed at any moment", .serialized)
struct CrashTests {
  /// Whatever was printed is there, and the next command works.
  @Test(arguments: Location.Backend.allCases)
  func kill9(_ backend: Location.Backend) throws {
    let place = try Workplace(backend)
    let file = try place.transfers(1500, note: 900)
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = Seeded(state: seed)
    var printed: Set<Substring> = []
    let clock = ContinuousClock()
    let start = clock.now
    var round = 0
    while clock.now - start < .seconds(12) {
      round += 1
      let commit =
        ["", " --commit-every 1", " --commit-every 40"].randomElement(using: &random) ?? ""
      let isBulk = Bool.random(using: &random)
      let process = try place.start(
        isBulk ? "ledger transfer --from \(file) -o id\(commit)" : "ledger transfer a b 1 -o id")
      usleep(UInt32.random(in: 0...(isBulk ? 900_000 : 40_000), using: &random))
      process.send(SIGKILL)
      printed.formUnion(process.end().output.split(separator: "\n"))
      if round % 3 == 0 { try place.expectSound("seed \(seed) round \(round)") }
    }
    try place.expectSound("seed \(seed)")
    #expect(printed.subtracting(try place.ids()) == [], "seed \(seed)")
    let before = try place.balance()
    #expect(try place.run("ledger transfer a b 1").status == 0)
    #expect(try place.balance() == before + 1)
    #expect(try place.balance("a") == 1_000_000 - before - 1)
  }

  @Test(arguments: Location.Backend.allCases, [SIGINT, SIGTERM, SIGHUP])
  func signals(_ backend: Location.Backend, _ signal: Int32) throws {
    let place = try Workplace(backend)
    let file = try place.transfers(20_000)
    let process = try place.start("ledger transfer --from \(file) -o id")
    usleep(150_000)
    process.send(signal)
    let end = process.end()
    #expect(end.status == 128 + signal)
    #expect(end.errors == "")
    try place.expectSound()
    #expect(try place.run("ledger transfer a b 1").status == 0)
  }

  @Test(arguments: Location.Backend.allCases)
  func fullDisk(_ backend: Location.Backend) throws {
    let place = try Workplace(backend)
    let file = try place.transfers(2000, note: 1000)
    let bulk = try place.run("ledger transfer --from \(file)", limit: 600_000)
    #expect(bulk.status == 74, "\(bulk.errors)")
    #expect(bulk.output == "")
    #expect(try place.balance() == 0)
    try place.expectSound()
    let stream = try place.run(
      "ledger transfer --from \(file) --commit-every 50 -o id", limit: 600_000)
    #expect(stream.status == 74)
    let kept = stream.output.split(separator: "\n").count
    #expect(try place.balance() == kept)
    let going = try place.run("ledger transfer --from \(file) --keep-going", limit: 600_000)
    #expect(going.status == 74, "\(going.errors.prefix(300))")
    #expect(try place.balance() == kept)
    try place.expectSound()
    #expect(try place.run("ledger transfer a b 1").status == 0)
    #expect(try place.balance() == kept + 1)
  }

  /// What a full disk undid of a transaction is not written by what follows it.
  @Test(arguments: Location.Backend.allCases, ["commit", "rollback"])
  func fullDiskInATransaction(_ backend: Location.Backend, _ end: String) throws {
    let place = try Workplace(backend)
    let file = try place.transfers(4000, note: 4000)
    let script = """
      begin
      ledger transfer a b 5
      ledger transfer --from \(file)
      ledger transfer a b 7
      savepoint s
      \(end)
      """
    try place.ledger.write(script, to: "script")
    let result = try place.run(
      "repl --keep-going -f \(place.ledger.path("script"))", limit: 4_000_000)
    #expect(result.status == 74, "\(result.errors.prefix(300))")
    // SQLite undoes all of it. What ledger.json has no room for is cut off again, and the
    // transaction goes on without that statement.
    let isLost = result.errors.contains("'rollback' ends it")
    if backend == .sqlite { #expect(isLost, "\(result.errors.prefix(300))") }
    let paid = isLost || end == "rollback" ? 0 : 12
    #expect(try place.balance() == paid)
    try place.expectSound()
    #expect(try place.run("ledger transfer a b 1").status == 0)
    #expect(try place.balance() == paid + 1)
    try place.expectSound()
  }

  @Test func outputThatCannotBeWritten() throws {
    let place = try Workplace(.sqlite)
    let errors = place.ledger.path("errors")
    for (line, hint) in [
      ("ledger history >/dev/full", false), ("ledger transfer a b 1 >&-", true),
      ("ledger transfer a b 1 -n >/dev/full", false),
      ("config set --user a.b c >/dev/full", true),
    ] {
      let shell = ledgerShell(
        "\(Process.program) -L \(place.ledger.path(place.name)) \(line) 2>\(errors)")
      #expect(shell == 74, "\(line)")
      let text = String(decoding: try place.ledger.read("errors"), as: UTF8.self)
      #expect(text.contains("the change itself was made") == hint, "\(text)")
    }
    // The transfer itself was made before there was anything to print.
    #expect(try place.balance() == 1)
  }

  @Test func aReaderThatGoesAwayMakesNoNoise() throws {
    let place = try Workplace(.sqlite)
    let file = try place.transfers(3000, note: 100)
    try place.run("ledger transfer --from \(file)")
    let program = "\(Process.program) -L \(place.ledger.path(place.name))"
    let status = ledgerShell(
      "\(program) ledger history 2>\(place.ledger.path("noise")) | head -1 >/dev/null")
    #expect(status == 0)
    #expect(try place.ledger.read("noise") == [])
  }

  private func ledgerShell(_ line: String) -> Int32 { (system(line) >> 8) & 0xFF }
}

/// SplitMix64.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
