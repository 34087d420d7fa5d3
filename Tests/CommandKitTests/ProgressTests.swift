// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import LedgerPlugin
import Signing
import TestKit
import Testing

@testable import CommandKit

@Suite("Progress of long batches")
struct ProgressTests {
  private let ledger: TestLedger

  init() throws {
    ledger = try TestLedger([LedgerPlugin.self])
    ledger("ledger create-account alice --balance 9000")
    ledger("ledger create-account bob")
  }

  private func transfer(_ lines: Int, _ words: String = "") -> TestLedger.Result {
    let line = "{\"from\":\"alice\",\"to\":\"bob\",\"amount\":\"0001\"}\n"
    return ledger(
      "ledger transfer --from - -q \(words)", input: String(repeating: line, count: lines))
  }

  @Test func aBarOnTheTerminalThatIsWipedAway() {
    ledger.isErrorTerminal = true
    ledger.tick = 400
    let result = transfer(4096)
    #expect(result.status == 0)
    let frames = result.errors.split(separator: "\r").map(String.init)
    #expect(frames.count == 5)
    // What has been read lies up to a buffer ahead of what has been done.
    #expect(frames[0].hasPrefix("["))
    #expect(frames[0].hasSuffix(" %  1024 lines\u{1B}[K"))
    #expect(frames[3] == "[##############################] 100 %  4096 lines\u{1B}[K")
    #expect(frames[4] == "\u{1B}[K")
    #expect(!result.output.contains("\r"))
  }

  @Test func quickBatchesAreQuiet() {
    ledger.isErrorTerminal = true
    ledger.tick = 10
    #expect(transfer(4096).errors.isEmpty)
  }

  @Test func nothingOutsideATerminal() {
    ledger.tick = 400
    #expect(transfer(4096).errors.isEmpty)
  }

  @Test func aFailureStandsOnALineOfItsOwn() {
    ledger.isErrorTerminal = true
    ledger.tick = 400
    let result = transfer(9001)
    #expect(result.status == 5)
    #expect(result.errors.contains("\r\u{1B}[Ksi64: (standard input):9001: "))
  }

  @Test(
    arguments: [
      (nil, 10, "\r1024 lines\u{1B}[K"), (0, 10, "\r1024 lines\u{1B}[K"),
      (1000, 0, "\r[..............................]   0 %  1024 lines\u{1B}[K"),
      (1000, 499, "\r[##############................]  49 %  1024 lines\u{1B}[K"),
      // A file that grows meanwhile.
      (1000, 2000, "\r[##############################] 100 %  1024 lines\u{1B}[K"),
    ] as [(Int?, Int, String)])
  func theBar(_ total: Int?, _ bytes: Int, _ text: String) throws {
    var now: Int64 = 0
    var surroundings = Surroundings(
      environment: [:], workingDirectory: "/", loginName: nil,
      clock: {
        now += 300
        return .init(milliseconds: now)
      }, makeKeyPair: KeyPair.generate, input: -1, output: "", errors: "",
      ask: { _ in nil }, sleep: { _ in true })
    surroundings.isErrorTerminal = true
    let session = Session(PluginSet([]), GlobalOptions(), surroundings)
    var progress = Progress(session)
    progress.total = total
    try progress.show(lines: 1024, bytes: bytes)
    #expect(session.surroundings.errors as? String == text)
  }
}
