// SPDX-License-Identifier: GPL-3.0-or-later

/// The six figures of one sample, in stored units; none is negative, and one that could not be read
/// is absent.
///
/// Memory is what was in use at that moment; processor, disk and network are what happened since
/// the sample before.
struct Usage: Equatable, Sendable {
  private(set) var cpu: Int64?
  private(set) var memory: Int64?
  private(set) var diskRead: Int64?
  private(set) var diskWrite: Int64?
  private(set) var netRx: Int64?
  private(set) var netTx: Int64?

  init() {}

  /// The figures `body` gives for each measure.
  init(_ body: (Measure) throws -> Int64?) rethrows {
    for measure in Measure.allCases { self[measure] = try body(measure) }
  }

  /// Whether there is no figure at all.
  var isEmpty: Bool { Measure.allCases.allSatisfy { self[$0] == nil } }

  subscript(_ measure: Measure) -> Int64? {
    get {
      switch measure {
      case .cpu: cpu
      case .memory: memory
      case .diskRead: diskRead
      case .diskWrite: diskWrite
      case .netRx: netRx
      case .netTx: netTx
      }
    }
    set {
      switch measure {
      case .cpu: cpu = newValue
      case .memory: memory = newValue
      case .diskRead: diskRead = newValue
      case .diskWrite: diskWrite = newValue
      case .netRx: netRx = newValue
      case .netTx: netTx = newValue
      }
    }
  }
}
