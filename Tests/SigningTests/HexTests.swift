// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Signing
import Testing

@Suite("Hex") struct HexTests {
  @Test("every byte there and back")
  func roundTrip() throws {
    let bytes = (0...255).map { UInt8($0) }
    let text = Hex.encode(bytes)
    #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff"))
    #expect(text.utf8.count == 512)
    #expect(try Hex.decode(text) == bytes)
    #expect(Hex.encode([]) == "")
    #expect(try Hex.decode("") == [])
  }

  @Test(
    "refuses", arguments: ["0", "abc", "AB", "aB", "0x10", "zz", " 00", "00 ", "0g", "٠٠", "/:"])
  func refuses(text: String) {
    #expect(failure { try Hex.decode(text) } == .badValue)
  }
}
