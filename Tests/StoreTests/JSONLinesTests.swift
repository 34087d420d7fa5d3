// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@testable import Store

@Suite("Lines of ledger.json")
struct JSONLinesTests {
  private static let hash = String(repeating: "0a", count: 32)

  private func parse(_ text: String) -> (entry: String, hash: String, hasMore: Bool)? {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      JSONLines.parse(bytes[...]).map {
        (String(decoding: $0.entry, as: UTF8.self), $0.hash, $0.hasMore)
      }
    }
  }

  @Test(arguments: [
    ("{\"entry\":{},\"hash\":\"\(hash)\"}", "{}", false),
    ("{\"entry\":{},\"hash\":\"\(hash)\"},", "{}", false),
    ("{\"entry\":{},\"hash\":\"\(hash)\",\"more\":true}", "{}", true),
    ("{\"entry\":{},\"hash\":\"\(hash)\",\"more\":true},", "{}", true),
    ("{\"entry\":,\"hash\":\"\(hash)\"}", "", false),
    // An entry may hold what looks like the end of one.
    (
      "{\"entry\":{\"a\":\",\"hash\":\"\(hash)\"},\"hash\":\"\(hash)\"}",
      "{\"a\":\",\"hash\":\"\(hash)\"}", false
    ),
  ])
  func isALine(_ text: String, _ entry: String, _ hasMore: Bool) throws {
    let line = try #require(parse(text))
    #expect(line.entry == entry)
    #expect(line.hash == Self.hash)
    #expect(line.hasMore == hasMore)
  }

  @Test(arguments: [
    "", "{", "}", ",", "{}", "]}", "\"more\":true}", ",\"more\":true}",
    "{\"entry\":{},\"hash\":\"\(hash)\"", "{\"entry\":{},\"hash\":\"\(hash)\"},,",
    "{\"entry\":{},\"hash\":\"\(hash)\"} ", " {\"entry\":{},\"hash\":\"\(hash)\"}",
    "{\"entry\":{},\"hash\":\"\(hash.dropLast())\"}", "{\"entry\":{},\"hash\":\"\(hash)0\"}",
    "{\"entry\":{},\"hash\":\"\(hash.dropLast())A\"}",
    "{\"entry\":{},\"hash\":\"\(hash.dropLast())g\"}",
    "{\"entry\":{},\"hash\": \"\(hash)\"}", "{\"entry\":{}, \"hash\":\"\(hash)\"}",
    "{\"hash\":\"\(hash)\",\"entry\":{}}", "{\"Entry\":{},\"hash\":\"\(hash)\"}",
    "{\"entry\":{},\"hash\":\"\(hash)\",\"more\":false}",
    "{\"entry\":{},\"hash\":\"\(hash)\",\"more\":true,\"more\":true}",
    "{\"entry\":{\"a\":\"\0\"},\"hash\":\"\(hash)\"}", "{\"entry\":{},\"hash\":\"\(hash)\"}\0",
    "{\"entry\":{},\"hash\":\"\(hash)\"}\r",
  ])
  func isNoLine(_ text: String) {
    #expect(parse(text) == nil)
  }

  @Test(arguments: ["", "{}", "{\"text\":\"é\"}", String(repeating: "x", count: 70_000)])
  func whatIsOpenedHasTheLengthSaid(_ entry: String) {
    var bytes: [UInt8] = []
    Array(entry.utf8).withUnsafeBytes { JSONLines.open($0, hash: Self.hash, to: &bytes) }
    #expect(Int64(bytes.count) == JSONLines.openLength(entry.utf8.count))
    #expect(parse(String(decoding: bytes, as: UTF8.self) + "}")?.entry == entry)
  }
}
