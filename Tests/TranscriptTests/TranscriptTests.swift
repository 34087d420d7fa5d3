// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Store
import TestKit
import Testing

@testable import si64

/// Every file of `Tests/TranscriptTests/Transcripts`, on both backends.
///
/// `SI64_RECORD_TRANSCRIPTS=1 swift test --filter TranscriptTests` writes them anew; `git diff`
/// shows what changed.
@Suite("Transcripts")
struct TranscriptTests {
  private static let directory: String = {
    let here = "\(#filePath)"
    return Path.parent(of: here) + "/Transcripts"
  }()

  static let names: [String] = {
    var names: [String] = []
    guard let entries = opendir(directory) else { return [] }
    defer { closedir(entries) }
    while let entry = readdir(entries) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".txt") { names.append(name) }
    }
    return names.sorted()
  }()

  @Test func thereAreSome() { #expect(!Self.names.isEmpty) }

  @Test(arguments: names, Location.Backend.allCases)
  func replays(_ name: String, _ backend: Location.Backend) throws {
    let path = "\(Self.directory)/\(name)"
    let recorded = String(decoding: try File(path, O_RDONLY).readAll(), as: UTF8.self)
    let transcript = Transcript(recorded)
    #expect(!transcript.isEmpty)
    let played = transcript.play(in: try TestLedger(allPlugins, backend: backend))
    if getenv("SI64_RECORD_TRANSCRIPTS") != nil && backend == .sqlite {
      try File.replace(path, with: Array(played.utf8), mode: 0o644)
      return
    }
    let expected = recorded.split(separator: "\n", omittingEmptySubsequences: false)
    let found = played.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, pair) in zip(expected, found).enumerated() where pair.0 != pair.1 {
      Issue.record("\(name):\(number + 1): expected \(pair.0), found \(pair.1)")
      return
    }
    #expect(expected.count == found.count, "\(name) ends elsewhere")
  }

  @Test func wordsAreSplitAsInAShell() {
    #expect(Transcript.words("a  'b c' \"d\" e'f g'h ''") == ["a", "b c", "d", "ef gh", ""])
  }
}
