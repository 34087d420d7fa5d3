// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store
import Testing

@testable import CommandKit

@Suite struct BatchReaderTests {
  /// Everything in the input, each object as `LINE:canonical JSON`, each failure as `LINE!code`.
  private func read(_ bytes: [UInt8], _ format: BatchReader.Format) -> [String] {
    let reader = BatchReader(bytes: bytes, name: "in", format: format)
    var result: [String] = []
    while result.count < 1_000 {
      do {
        guard let (members, line) = try reader.next() else { return result }
        result.append("\(line):\(JSON.object(members).canonicalText)")
      } catch let failure as Failure {
        #expect(failure.place?.file == "in")
        #expect(failure.exitStatus == 65)
        result.append("\(failure.place?.line ?? 0)!\(failure.code.rawValue)")
      } catch {
        Issue.record(error)
        return result
      }
    }
    return result
  }

  @Test(
    arguments: [
      ("", []), ("\n \n\t\r\n", []), ("{}", ["1:{}"]),
      ("{\"a\":1}\n{\"b\":\"x\"}\n", [#"1:{"a":1}"#, #"2:{"b":"x"}"#]),
      ("\n\n{\"a\":null}\r\n", [#"3:{"a":null}"#]), ("\u{FEFF}{\"a\":1}", [#"1:{"a":1}"#]),
      ("[1]\n{\"a\":1}\n", ["1!bad-file", #"2:{"a":1}"#]),
      ("5\n\"x\"\nnull\n", ["1!bad-file", "2!bad-file", "3!bad-file"]),
      ("{\"a\":1}{\"b\":2}\n", ["1!bad-file"]), ("{\"a\":1,\"a\":2}", ["1!bad-file"]),
      ("{\"a\":", ["1!bad-file"]),
      ("{\n\"a\":1}\n", ["1!bad-file", "2!bad-file"]), ("{\"n\":10.50}", [#"1:{"n":10.50}"#]),
      ("{\"a\":\"\\ud800\"}", ["1!bad-text"]), ("{\"a\":\"\u{1B}\"}", ["1!bad-file"]),
      ("{\"日本\":\"😀 שלום \u{202E}\"}", ["1:{\"日本\":\"😀 שלום \u{202E}\"}"]),
    ] as [(String, [String])])
  func jsonLines(text: String, expected: [String]) {
    #expect(read(Array(text.utf8), .jsonl) == expected)
  }

  @Test func jsonLinesWithInvalidUTF8() {
    let bytes = Array("{\"a\":\"".utf8) + [0xC3, 0x28] + Array("\"}\n{}\n".utf8)
    #expect(read(bytes, .jsonl) == ["1!bad-text", "2:{}"])
  }

  @Test func membersKeepTheirOrder() throws {
    let reader = BatchReader(bytes: Array(#"{"to":1,"from":2}"#.utf8), name: "in", format: .jsonl)
    #expect(try reader.next()?.members.map(\.name) == ["to", "from"])
  }

  @Test(
    arguments: [
      ("", []), ("a,b\n", []), ("a,b\n1,2\n", [#"2:{"a":"1","b":"2"}"#]),
      ("a,b\r\n1,2\r\n", [#"2:{"a":"1","b":"2"}"#]),
      ("a,b\n1,\n,2\n,\n", [#"2:{"a":"1"}"#, #"3:{"b":"2"}"#, "4:{}"]),
      ("\n\na\n\n1\n", [#"5:{"a":"1"}"#]),
      ("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", [#"2:{"a":"x,y","b":"say \"hi\""}"#]),
      ("a\n\"\"\n", ["2:{}"]),
      ("a,b\n\"one\ntwo\",2\n3,4\n", [#"2:{"a":"one\ntwo","b":"2"}"#, #"4:{"a":"3","b":"4"}"#]),
      ("a\n\"x\r\n\r\ny\"\r\n", [#"2:{"a":"x\r\n\r\ny"}"#]), ("a\n\"x\"", [#"2:{"a":"x"}"#]),
      ("\"a,b\",c\n1,2", [#"2:{"a,b":"1","c":"2"}"#]),
      ("\u{FEFF}a\n1", [#"2:{"a":"1"}"#]), ("a\n x \n", [#"2:{"a":" x "}"#]),
      ("a\n=cmd()\n", [#"2:{"a":"=cmd()"}"#]),
      ("a,b\n1\n1,2,3\n1,2\n", ["2!bad-file", "3!bad-file", #"4:{"a":"1","b":"2"}"#]),
      ("a\nx\"y\n1\n", ["2!bad-file", #"3:{"a":"1"}"#]),
      ("a\n\"x\"y\n1\n", ["2!bad-file", #"3:{"a":"1"}"#]), ("a\n\"x\n\n\n", ["2!bad-file"]),
      ("a,日本\n😀,\u{202E}\n", ["2:{\"a\":\"😀\",\"日本\":\"\u{202E}\"}"]),
      ("a,b\n1,2\n\n\n3,4", [#"2:{"a":"1","b":"2"}"#, #"5:{"a":"3","b":"4"}"#]),
    ] as [(String, [String])])
  func csv(text: String, expected: [String]) {
    #expect(read(Array(text.utf8), .csv) == expected)
  }

  @Test(arguments: ["a,a\n1,2\n", "a,\n1,2\n", ",\n", "\"a\n"])
  func aBrokenHeaderEndsTheFile(text: String) throws {
    let reader = BatchReader(bytes: Array(text.utf8), name: "in", format: .csv)
    let failure = #expect(throws: Failure.self) { try reader.next() }
    #expect(failure?.code == .badFile && failure?.place?.line == 1)
    #expect(try reader.next() == nil)
  }

  @Test func csvWithInvalidUTF8() {
    let bytes = Array("a,b\n".utf8) + [0xFF] + Array(",\"x\ny\"\n1,2\n".utf8)
    #expect(read(bytes, .csv) == ["2!bad-text", #"4:{"a":"1","b":"2"}"#])
  }

  @Test func aQuoteThatSwallowsTheFileIsBounded() {
    let line = String(repeating: "x", count: 100_000) + "\n"
    let text = "a\n\"" + String(repeating: line, count: 20)
    #expect(read(Array(text.utf8), .csv).first == "2!bad-file")
  }

  @Test func manyLinesFromADescriptor() throws {
    let text = (1...20_000).map { "{\"from\":\"a\($0)\",\"n\":\($0)}\n" }.joined()
    let pipe = try TestPipe(Array(text.utf8))
    let reader = BatchReader(fileDescriptor: pipe.descriptor, name: "in", format: .jsonl)
    var count = 0
    while let (members, line) = try reader.next() {
      count += 1
      guard line == count, members.last?.value.integer == Int64(count) else {
        Issue.record("line \(line) after \(count - 1)")
        return
      }
    }
    #expect(count == 20_000)
  }
}
