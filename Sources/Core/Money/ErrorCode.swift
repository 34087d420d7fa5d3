// SPDX-License-Identifier: GPL-3.0-or-later

/// Every error code a user can meet, with the exit status it leads to.
///
/// The raw value is the code printed in `-o json` errors. Scripts depend on it: codes are added,
/// never renamed. This is the one table behind exit statuses and the manual's DIAGNOSTICS.
package enum ErrorCode: String, CaseIterable, Sendable {
  // 1: the answer is no
  case verifyFailed = "verify-failed"
  // 3: nothing there
  case notFound = "not-found"
  case paymentNotFound = "payment-not-found"
  // 4: collides with what is there
  case exists
  case idempotencyMismatch = "idempotency-mismatch"
  case conflict
  case proofReused = "proof-reused"
  case clockRegression = "clock-regression"
  // 5: a rule
  case insufficientFunds = "insufficient-funds"
  case aboveCeiling = "above-ceiling"
  case reservedAccount = "reserved-account"
  case accountFrozen = "account-frozen"
  case limitExceeded = "limit-exceeded"
  case badState = "bad-state"
  case amountTooLarge = "amount-too-large"
  case notRevertible = "not-revertible"
  case badSignature = "bad-signature"
  case noCapacity = "no-capacity"
  case underpaid
  case budgetExceeded = "budget-exceeded"
  case deviceBusy = "device-busy"
  case bidTooLow = "bid-too-low"
  // 6: declined, or nobody to ask
  case refused
  case promptNeeded = "prompt-needed"
  // 64 on the command line, 65 in a file
  case usage
  case unknownCommand = "unknown-command"
  case unknownOption = "unknown-option"
  case unknownKey = "unknown-key"
  case missingArgument = "missing-argument"
  case badAmount = "bad-amount"
  case precision
  case overflow
  case badValue = "bad-value"
  case badTime = "bad-time"
  case badText = "bad-text"
  case badName = "bad-name"
  case unknownAsset = "unknown-asset"
  // 65: a file
  case badFile = "bad-file"
  case damaged
  case newerVersion = "newer-version"
  // 66: no ledger
  case noLedger = "no-ledger"
  // 70 and up: the machine
  case internalError = "internal"
  case io
  case locked
  case permission
  case config
  case notConfigured = "not-configured"
  // 128 and the number of a signal
  case interrupted

  /// The process exit status for this code.
  ///
  /// - Parameters:
  ///   - inFile: whether the value came from a file rather than the command line.
  ///   - ofState: whether no value was bad by itself: a balance would exceed 64 bits.
  package func exitStatus(inFile: Bool = false, ofState: Bool = false) -> Int32 {
    switch self {
    case .overflow where ofState: 5
    case .verifyFailed: 1
    case .notFound, .paymentNotFound: 3
    case .exists, .idempotencyMismatch, .conflict, .proofReused, .clockRegression: 4
    case .insufficientFunds, .aboveCeiling, .reservedAccount, .accountFrozen, .limitExceeded,
      .badState, .amountTooLarge, .notRevertible, .badSignature, .noCapacity, .underpaid,
      .budgetExceeded, .deviceBusy, .bidTooLow:
      5
    case .refused, .promptNeeded: 6
    case .usage, .unknownCommand, .unknownOption, .unknownKey, .missingArgument, .badAmount,
      .precision, .overflow, .badValue, .badTime, .badText, .badName, .unknownAsset:
      inFile ? 65 : 64
    case .badFile, .damaged, .newerVersion: 65
    case .noLedger: 66
    case .internalError: 70
    case .io: 74
    case .locked: 75
    case .permission: 77
    case .config, .notConfigured: 78
    case .interrupted: 130
    }
  }
}
