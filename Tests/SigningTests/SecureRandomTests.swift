// SPDX-License-Identifier: GPL-3.0-or-later
import Signing
import Testing

@Suite("SecureRandom") struct SecureRandomTests {
  @Test("as many bytes as asked", arguments: [0, 1, 32, 1_000])
  func count(count: Int) {
    #expect(SecureRandom.bytes(count).count == count)
  }

  @Test("no two draws are alike, and every byte value comes up")
  func varied() {
    #expect(Set((0..<100).map { _ in SecureRandom.bytes(16) }).count == 100)
    #expect(Set(SecureRandom.bytes(20_000)).count == 256)
  }
}
