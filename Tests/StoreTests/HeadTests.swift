// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@testable import Store

/// The hashes were made with `sha256sum`.
@Suite("The chain of hashes")
struct HeadTests {
  private func following(_ head: Head, _ entry: String) -> Head {
    Array(entry.utf8).withUnsafeBytes { head.following($0) }
  }

  @Test func entryOneFollowsSixtyFourZeros() {
    #expect(Head.empty.sequence == 0)
    #expect(Head.empty.hash == String(repeating: "0", count: 64))
    let first = following(.empty, "{\"a\":1}")
    #expect(
      first
        == Head(
          sequence: 1, hash: "fc6cee09194dd2578bd7664604fcb72a539066fd34544cea0009c43eb6cdc289"))
    let second = following(first, "{\"b\":2}")
    #expect(
      second
        == Head(
          sequence: 2, hash: "e3899cf384885c2580552e967c3095d9aed9aaaa1d72d6ea757965bea202715b"))
    #expect(
      following(.empty, "").hash
        == "60e05bd1b195af2f94112fa7197a5c88289058840ce7c6df9693756bc6250f55")
  }

  @Test func everyByteAndTheOrderCount() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SplitMix(state: seed)
    let entries = (0..<20).map { "{\"n\":\($0),\"x\":\"\(random.next())\"}" }
    let whole = entries.reduce(Head.empty, following)
    #expect(whole.sequence == 20)
    for index in entries.indices {
      var changed = entries
      changed[index] += " "
      #expect(changed.reduce(Head.empty, following).hash != whole.hash, "seed \(seed)")
      changed = entries
      changed.swapAt(index, (index + 1) % 20)
      #expect(changed.reduce(Head.empty, following).hash != whole.hash, "seed \(seed)")
      changed = entries
      changed.remove(at: index)
      #expect(changed.reduce(Head.empty, following).hash != whole.hash, "seed \(seed)")
    }
  }

  @Test(arguments: ["a.db", "a.json"])
  func aStoreKeepsTheChain(_ name: String) throws {
    let directory = try TemporaryDirectory()
    let store = try Store.notes(at: directory(name))
    try store.add("b", "c")
    try store.add("d")
    var expected: [Head] = []
    var seen: [Head] = []
    let fault = try store.walk { entry, head in
      expected.append((expected.last ?? .empty).following(UnsafeRawBufferPointer(entry)))
      seen.append(head)
    }
    #expect(fault == nil)
    #expect(seen == expected)
    #expect(try store.read { try $0.head() } == expected.last)
    #expect(expected.map(\.sequence) == [1, 2, 3, 4])
    let texts = try store.read { database in try (0...5).map { try database.entry($0) } }
    #expect(texts[0] == nil)
    #expect(texts[5] == nil)
    #expect(texts[2] == "{\"rows\":[[\"note\",2,{\"rank\":7,\"text\":\"b\"}]]}")
  }
}
