// SPDX-License-Identifier: GPL-3.0-or-later

/// Reads the text of files in `/proc`. Pure functions over bytes; `nil` for text of another form.
///
/// The forms are those of proc(5).
enum ProcText {
  /// Clock ticks of all processors since boot.
  struct MachineTicks: Equatable {
    var busy: Int64
    var total: Int64
  }

  /// What `/proc/PID/stat` says of a process.
  struct ProcessTicks: Equatable {
    /// User and system time, in clock ticks.
    var busy: Int64
    /// When it started, in clock ticks after boot: with the number, the identity of a process.
    var startedAt: Int64
    /// Whether it has ended and only waits for its parent.
    var hasEnded: Bool
  }

  /// Bytes over the network since boot.
  struct Traffic: Equatable {
    var received: Int64
    var sent: Int64
  }

  /// The first line of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal.
  ///
  /// Guest time is part of user time already. Idle and iowait are not busy.
  static func machineTicks(_ bytes: [UInt8]) -> MachineTicks? {
    guard let line = lines(bytes).first(where: { $0.starts(with: Array("cpu ".utf8)) }) else {
      return nil
    }
    let fields = words(line).dropFirst().prefix(8).map(number)
    let ticks = fields.compactMap { $0 }
    guard ticks.count == fields.count, ticks.count >= 4, let total = sum(ticks) else { return nil }
    return MachineTicks(busy: total - ticks[3] - (ticks.count > 4 ? ticks[4] : 0), total: total)
  }

  /// `/proc/PID/stat`: everything is counted from the last `)`, for a name may hold blanks and
  /// parentheses.
  static func processTicks(_ bytes: [UInt8]) -> ProcessTicks? {
    guard let end = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = words(bytes[(end + 1)...])
    // proc(5) counts from 1, and the field after the name is the third.
    guard fields.count > 19, let user = number(fields[11]), let system = number(fields[12]),
      let startedAt = number(fields[19]), let busy = sum([user, system])
    else { return nil }
    let states = [UInt8(ascii: "Z"), UInt8(ascii: "X"), UInt8(ascii: "x")]
    return ProcessTicks(
      busy: busy, startedAt: startedAt, hasEnded: fields[0].first.map(states.contains) ?? false)
  }

  /// The number behind `key` in a file of one `key: value` or `key value` a line.
  static func value(of key: String, in bytes: [UInt8]) -> Int64? {
    for line in lines(bytes) where line.starts(with: key.utf8) {
      var rest = line.dropFirst(key.utf8.count)
      if rest.first == UInt8(ascii: ":") { rest = rest.dropFirst() }
      guard let next = rest.first, isBlank(next) else { continue }
      return words(rest).first.flatMap(number)
    }
    return nil
  }

  /// `/proc/net/dev` or `/proc/PID/net/dev`, all interfaces but the loopback.
  static func traffic(_ bytes: [UInt8]) -> Traffic? {
    var (received, sent): ([Int64], [Int64]) = ([], [])
    for line in lines(bytes).dropFirst(2) where !words(line).isEmpty {
      // An interface may have one in its name, `eth0:1`.
      guard let colon = line.lastIndex(of: UInt8(ascii: ":")) else { return nil }
      let fields = words(line[line.index(after: colon)...])
      guard fields.count >= 9, let more = number(fields[0]), let out = number(fields[8]) else {
        return nil
      }
      if words(line[..<colon]).first?.elementsEqual("lo".utf8) == true { continue }
      received.append(more)
      sent.append(out)
    }
    guard let received = sum(received), let sent = sum(sent) else { return nil }
    return Traffic(received: received, sent: sent)
  }

  /// The first number of `/proc/uptime`, seconds with two decimals, in hundredths of a second.
  static func uptime(_ bytes: [UInt8]) -> Int64? {
    guard let word = words(bytes[...]).first else { return nil }
    let parts = word.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].count == 2, let whole = number(parts[0]),
      let hundredths = number(parts[1]), whole < Int64.max / 100
    else { return nil }
    return whole * 100 + hundredths
  }

  // MARK: Bytes

  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    bytes.split(separator: UInt8(ascii: "\n"))
  }

  private static func words(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    bytes.split(whereSeparator: { isBlank($0) || $0 == UInt8(ascii: "\n") })
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  /// Digits as a number of at most 63 bits.
  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard !digits.isEmpty else { return nil }
    var value: Int64 = 0
    for byte in digits {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      let (product, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
      guard !over, !carry else { return nil }
      value = sum
    }
    return value
  }

  private static func sum(_ values: [Int64]) -> Int64? {
    var sum: Int64 = 0
    for value in values {
      let (next, overflow) = sum.addingReportingOverflow(value)
      guard !overflow else { return nil }
      sum = next
    }
    return sum
  }
}
