// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import MeterPlugin

@Suite("Text of /proc")
struct ProcTextTests {
  @Test("the first line of /proc/stat")
  func machineTicks() {
    let text = """
      cpu  88690 1 15500 628139 2955 7 223 462 40 2
      cpu0 40868 0 6717 319886 205 0 22 210 0 0
      intr 1 2 3
      """
    // Guest time (40, 2) is in user time already.
    let total: Int64 = 88690 + 1 + 15500 + 628139 + 2955 + 7 + 223 + 462
    #expect(
      ProcText.machineTicks(Array(text.utf8))
        == .init(busy: total - 628139 - 2955, total: total))
  }

  @Test("an old kernel's four figures")
  func machineTicksOfOldKernels() {
    #expect(ProcText.machineTicks(Array("cpu 10 20 30 40\n".utf8)) == .init(busy: 60, total: 100))
  }

  @Test(
    "what is no /proc/stat",
    arguments: [
      "", "cpu0 1 2 3 4\n", "cpu 1 2 3\n", "cpu 1 2 x 4\n", "cpu 1 2 -3 4\n", "cpus 1 2 3 4\n",
      "cpu 9223372036854775807 1 1 1\n", "cpu 99999999999999999999 1 1 1\n",
    ])
  func noMachineTicks(_ text: String) {
    #expect(ProcText.machineTicks(Array(text.utf8)) == nil)
  }

  /// Fields 4 to 52, of which 14 is `user`, 15 `system` and 22 `started`.
  private func stat(_ name: String, state: String = "S", user: Int = 250, system: Int = 31)
    -> [UInt8]
  {
    let tail = "1 1 1 0 -1 4194304 120 0 0 0 \(user) \(system) 7 8 20 0 1 0 368640 3133440 382 "
    return Array("4711 (\(name)) \(state) \(tail)18446744073709551615 1 1 1 0\n".utf8)
  }

  @Test(
    "names of processes with blanks, parentheses and figures",
    arguments: [
      "cat", "tmux: server", "(sd-pam)", "a) R 1 2 3", ")", "", "my (own) 14 15 22", "ü😀",
    ])
  func names(_ name: String) {
    #expect(
      ProcText.processTicks(stat(name)) == .init(busy: 281, startedAt: 368640, hasEnded: false))
  }

  @Test("ended processes", arguments: [("Z", true), ("X", true), ("R", false), ("D", false)])
  func ended(_ state: String, _ hasEnded: Bool) {
    #expect(ProcText.processTicks(stat("x", state: state))?.hasEnded == hasEnded)
  }

  @Test("what is no /proc/PID/stat", arguments: ["", "4711 (cat) S 1 2 3", "4711 cat S 1 2"])
  func noProcessTicks(_ text: String) {
    #expect(ProcText.processTicks(Array(text.utf8)) == nil)
  }

  @Test("a figure that is no number")
  func badProcessTicks() {
    let text = String(decoding: stat("cat"), as: UTF8.self)
    let parts = text.split(separator: " 250 ")
    #expect(ProcText.processTicks(Array(parts.joined(separator: " ? ").utf8)) == nil)
  }

  @Test("values of key files")
  func values() {
    let status = Array("Name:\tVmRSS: 9\nVmRSSX:\t 7 kB\nVmRSS:\t    1708 kB\nVmHWM: 1 kB\n".utf8)
    #expect(ProcText.value(of: "VmRSS", in: status) == 1708)
    #expect(ProcText.value(of: "VmSwap", in: status) == nil)
    let io = Array("cancelled_write_bytes: 3\nread_bytes: 4096\nwrite_bytes: 0\n".utf8)
    #expect(ProcText.value(of: "read_bytes", in: io) == 4096)
    #expect(ProcText.value(of: "write_bytes", in: io) == 0)
    #expect(
      ProcText.value(of: "pgpgin", in: Array("pgpginx 1\npgpgin 8639173\n".utf8)) == 8_639_173)
    #expect(ProcText.value(of: "pgpgin", in: Array("pgpgin\n".utf8)) == nil)
    #expect(ProcText.value(of: "pgpgin", in: Array("pgpgin none\n".utf8)) == nil)
  }

  private let header = """
    Inter-|   Receive                                                |  Transmit
     face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs

    """

  @Test("network figures, the loopback left out")
  func traffic() {
    let text =
      header + """
            lo:    3293      31    0    0    0     0          0         0     3293      31    0
          eth0: 66995136    1497    0    0    0     0          0         0    68810     773    0
          wlan0:10 1 0 0 0 0 0 0 20 1 0 0 0 0 0 0

        """
    #expect(ProcText.traffic(Array(text.utf8)) == .init(received: 66_995_146, sent: 68_830))
  }

  @Test("a machine without a network")
  func noInterfaces() {
    #expect(ProcText.traffic(Array(header.utf8)) == .init(received: 0, sent: 0))
  }

  @Test(
    "what is no /proc/net/dev", arguments: ["eth0 1 2", "eth0: 1 2 3", "eth0: a 0 0 0 0 0 0 0 1"])
  func noTraffic(_ line: String) {
    #expect(ProcText.traffic(Array((header + line + "\n").utf8)) == nil)
  }

  @Test(
    "uptime",
    arguments: [
      ("12345.67 98765.43\n", 1_234_567), ("0.05 0.00\n", 5), ("1 2\n", nil), ("1.5 2\n", nil),
      ("", nil), ("x.00 1.00\n", nil), ("99999999999999999999.00 1\n", nil),
    ] as [(String, Int64?)])
  func uptime(_ text: String, _ expected: Int64?) {
    #expect(ProcText.uptime(Array(text.utf8)) == expected)
  }
}
