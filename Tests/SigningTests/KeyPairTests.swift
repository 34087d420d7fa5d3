// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Signing
import Testing

@Suite("KeyPair") struct KeyPairTests {
  private func pair() throws -> KeyPair { try KeyPair(seed: sampleBytes("pair", 32)) }

  @Test("generated keys differ and sign")
  func generated() {
    let first = KeyPair.generate()
    let second = KeyPair.generate()
    #expect(first.publicKey != second.publicKey)
    #expect(first.publicKey.verify(first.sign([1]), of: [1]))
    #expect(!second.publicKey.verify(first.sign([1]), of: [1]))
  }

  @Test("a seed has 32 bytes", arguments: [0, 31, 33, 64])
  func seed(count: Int) {
    #expect(failure { try KeyPair(seed: sampleBytes("seed", count)) } == .badValue)
  }

  @Test("a copy signs when the original is gone")
  func copies() throws {
    var original: KeyPair? = try pair()
    let copy = try #require(original)
    original = nil
    #expect(copy.publicKey.verify(copy.sign([7]), of: [7]))
  }

  @Test("Solana's text there and back, with any JSON blanks")
  func text() throws {
    let text = String(decoding: try pair().solanaJSON(), as: UTF8.self)
    #expect(text.hasPrefix("[") && text.hasSuffix("]") && !text.contains(" "))
    #expect(text.split(separator: ",").count == 64)
    let spaced = " \n" + text.split(separator: ",").joined(separator: "\t,\r\n ") + " \n"
    for variant in [text, spaced] {
      let read = try KeyPair(solanaJSON: Array(variant.utf8))
      #expect(read.publicKey == (try pair()).publicKey)
      #expect(read.sign([3]) == (try pair()).sign([3]))
    }
  }

  @Test("any damage to the text is a bad file")
  func damage() throws {
    let numbers = String(decoding: try pair().solanaJSON().dropFirst().dropLast(), as: UTF8.self)
      .split(separator: ",").map(String.init)
    func text(_ change: (inout [String]) -> Void) -> String {
      var copy = numbers
      change(&copy)
      return "[" + copy.joined(separator: ",") + "]"
    }
    let whole = text { _ in }
    let other = numbers[40] == "1" ? "2" : "1"
    let bad = [
      "", "[]", "[", "{}", "null", numbers.joined(separator: ","), whole + "x", whole + whole,
      String(whole.dropLast()), String(whole.dropFirst()), "[" + whole + "]",
      text { $0.removeLast() }, text { $0.append("0") }, text { $0[40] = other },
      text { $0[0] = $0[0] == "1" ? "2" : "1" }, text { $0[5] = "256" }, text { $0[5] = "-1" },
      text { $0[5] = "1.0" }, text { $0[5] = "007" }, text { $0[5] = "1 2" },
      text { $0[5] = "\"1\"" }, text { $0[5] = "" }, text { $0[5] = "99999999999999999999" },
      text { $0[63] += "," },
    ]
    for content in bad {
      #expect(failure { try KeyPair(solanaJSON: Array(content.utf8)) } == .badFile, "\(content)")
    }
    #expect(failure { try KeyPair(solanaJSON: [0xff, 0xfe, 0x00]) } == .badFile)
  }

  @Test("nothing that prints shows the secret")
  func hidden() throws {
    let pair = try pair()
    var dumped = ""
    dump(pair, to: &dumped)
    dump([pair], to: &dumped)
    let shown = [
      "\(pair)", String(reflecting: pair), "\([pair])", "\(Optional(pair) as Any)", dumped,
    ]
    let seed = sampleBytes("pair", 32)
    let secrets = [
      Hex.encode(seed), Base58.encode(seed), "\(seed[0]), \(seed[1]), \(seed[2])",
      "\(seed[0]),\(seed[1]),\(seed[2])", "- \(seed[0])\n", "secret", "memory",
    ]
    for text in shown {
      #expect(text.contains(pair.publicKey.base58))
      for secret in secrets { #expect(!text.contains(secret)) }
    }
    #expect(Mirror(reflecting: pair).children.map(\.label) == ["publicKey"])
  }
}
