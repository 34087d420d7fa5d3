// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Money
import Testing

@testable import si64

@Suite("Variables of the shell")
struct VariablesTests {
  private static var item: Item {
    var item = Item(kind: "thing", id: "th-1")
    item.add("name", "a b")
    return item
  }

  static let good: [(String, String)] = [
    ("$k", "v w"), ("x$k-y", "xv w-y"), ("'$k'", "$k"), ("\"$k!\"", "v w!"), ("$c", "th-1"),
    ("$c.name", "a b"), ("$_", "th-1"), ("$_.name", "a b"), ("$c.id", "th-1"), ("$k$c", "v wth-1"),
  ]

  @Test(arguments: good)
  func areFilledIn(_ word: String, _ expected: String) throws {
    var reader = StatementReader()
    var variables = Variables()
    variables.set("k", to: "v w")
    variables.set("c", to: Self.item)
    let words = try #require(reader.feed(word).first).words
    // A value is never split again.
    #expect(try variables.expand(words, last: Self.item) == [expected])
  }

  @Test(arguments: ["$nothing", "$_", "$k.name", "$c.nothing"])
  func areMissing(_ word: String) throws {
    var reader = StatementReader()
    var variables = Variables()
    variables.set("k", to: "v")
    variables.set("c", to: Self.item)
    let words = try #require(reader.feed(word).first).words
    let failure = #expect(throws: Failure.self) { try variables.expand(words, last: nil) }
    #expect(failure?.code == .notFound)
  }

  @Test func theLastOneSetCounts() throws {
    var variables = Variables()
    variables.set("a", to: Self.item)
    variables.set("a", to: "text")
    variables.set("b", to: "text")
    variables.set("b", to: Self.item)
    #expect(variables.all.map(\.name) == ["a", "b"])
    #expect(variables.all.map(\.text) == ["text", "th-1"])
    #expect(variables.references(last: nil).map(\.name) == ["a", "b", "b.name"])
    #expect(variables.references(last: Self.item).map(\.name).contains("_.name"))
  }
}
