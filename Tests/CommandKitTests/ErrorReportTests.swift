// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store
import Testing

@testable import CommandKit

@Suite struct ErrorReportTests {
  @Test func textOfAPlainFailure() {
    #expect(errorText(Failure(.notFound, "no account 'x'")) == "si64: no account 'x'\n")
  }

  @Test func textWithPlaceAndHint() {
    let failure = Failure(.badAmount, "'abc' is not an amount", hint: "write 10.5SOL")
      .at(Failure.Place(file: "in.jsonl", line: 7))
    #expect(
      errorText(failure) == "si64: in.jsonl:7: 'abc' is not an amount\nhint: write 10.5SOL\n")
  }

  @Test func hostileNamesStayOnTheirLine() {
    let failure = Failure(.notFound, "no \u{1B}[2Jx\nsi64: all is well", hint: "a\u{202E}b\nc")
      .at(Failure.Place(file: "e\u{7}\n", line: 1))
    #expect(
      errorText(failure)
        == "si64: e\\x07\\n:1: no \\x1B[2Jx\\nsi64: all is well\nhint: a\\u{202E}b\\nc\n")
  }

  @Test func json() {
    let failure = Failure(
      .insufficientFunds, "too little", hint: "credit it",
      details: ["required": "100", "available": "7", "asset": "SOL"])
    #expect(
      errorJSON(failure)
        == #"{"error":{"asset":"SOL","available":"7","code":"insufficient-funds","exit":5,"#
        + #""hint":"credit it","message":"too little","required":"100"}}"# + "\n")
  }

  @Test func jsonOfABatchLineHasTheStatusOfFiles() {
    let failure = Failure(.badValue, "no").at(Failure.Place(file: "-", line: 3))
    #expect(
      errorJSON(failure)
        == #"{"error":{"code":"bad-value","exit":65,"file":"-","line":3,"message":"no"}}"# + "\n")
  }

  @Test func detailsNeverReplaceTheFacts() {
    let failure = Failure(.exists, "real", details: ["message": "fake", "exit": "0", "code": "x"])
    #expect(errorJSON(failure) == #"{"error":{"code":"exists","exit":4,"message":"real"}}"# + "\n")
  }

  @Test func hostileTextIsOneHarmlessLineThatReadsBack() throws {
    let message = "\u{1B}[2J\u{9B}31m\u{202E}\n\u{2028}\u{E0041}\u{7F}“日本”😀\"\\"
    let line = errorJSON(Failure(.internalError, message))
    #expect(line.dropLast().unicodeScalars.allSatisfy { !$0.isHostile })
    #expect(line.contains("日本”😀"))
    #expect(try JSON(parsing: line)["error"]?["message"]?.string == message)
  }

  @Test(arguments: ErrorCode.allCases)
  func everyCodeIsPrintedWithItsStatus(code: ErrorCode) throws {
    let error = try JSON(parsing: errorJSON(Failure(code, "m")))["error"]
    #expect(error?["code"]?.string == code.rawValue)
    #expect(error?["exit"]?.integer == Int64(code.exitStatus()))
  }
}
