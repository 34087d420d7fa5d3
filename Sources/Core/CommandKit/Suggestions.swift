// SPDX-License-Identifier: GPL-3.0-or-later

/// The candidate that a mistyped word most likely meant, or `nil` where none is near.
///
/// Upper and lower case count as equal. A word that starts a candidate is nearest. Otherwise the
/// Damerau–Levenshtein distance may be a third of the longer word, at least 1 and at most 3: like
/// git, three wrong letters are the end of guessing. Ties go to the first candidate.
package func closest(to word: String, in candidates: some Sequence<String>) -> String? {
  nearest(to: word, in: candidates)?.candidate
}

/// The phrase that the words most likely start with, and how many words it has: each is compared
/// with as many words as it has itself.
func closestPhrase(to words: [String], in phrases: [String]) -> (phrase: String, count: Int)? {
  let phrases = Dictionary(grouping: phrases) { $0.split(separator: " ").count }
  var best: (phrase: String, count: Int, distance: Int)?
  // Of two as near, the one that explains more words.
  for (count, candidates) in phrases.sorted(by: { $0.key > $1.key }) where count <= words.count {
    let typed = words.prefix(count).joined(separator: " ")
    guard let (phrase, distance) = nearest(to: typed, in: candidates) else { continue }
    if distance < best?.distance ?? .max { best = (phrase, count, distance) }
  }
  return best.map { ($0.phrase, $0.count) }
}

private func nearest(
  to word: String, in candidates: some Sequence<String>
) -> (candidate: String, distance: Int)? {
  let typed = Array(word.lowercased().unicodeScalars.prefix(64))
  guard !typed.isEmpty else { return nil }
  var best: (candidate: String, distance: Int)?
  for candidate in candidates {
    let target = Array(candidate.lowercased().unicodeScalars.prefix(64))
    let limit = min(3, max(1, max(typed.count, target.count) / 3))
    let distance =
      typed.count > 1 && target.starts(with: typed) ? 0 : editDistance(typed, target)
    guard distance <= limit, distance < min(typed.count, target.count) else { continue }
    if distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best
}

/// Damerau–Levenshtein distance in its "optimal string alignment" form: the fewest insertions,
/// deletions, substitutions and swaps of neighbours, no part edited twice.
func editDistance(_ from: [Unicode.Scalar], _ to: [Unicode.Scalar]) -> Int {
  var (twoBack, oneBack): ([Int], [Int]) = ([], Array(0...to.count))
  for row in 0..<from.count {
    var current = [row + 1]
    current.reserveCapacity(to.count + 1)
    for column in 0..<to.count {
      let substitution = oneBack[column] + (from[row] == to[column] ? 0 : 1)
      var cost = min(substitution, oneBack[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, from[row] == to[column - 1], from[row - 1] == to[column] {
        cost = min(cost, twoBack[column - 1] + 1)
      }
      current.append(cost)
    }
    (twoBack, oneBack) = (oneBack, current)
  }
  return oneBack[to.count]
}
