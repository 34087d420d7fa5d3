// SPDX-License-Identifier: GPL-3.0-or-later
import Money

/// The code `body` fails with, `nil` if it does not fail.
func failure<Value>(_ body: () throws -> Value) -> ErrorCode? {
  do {
    _ = try body()
    return nil
  } catch let failure as Failure {
    return failure.code
  } catch {
    return .internalError
  }
}

/// The built-in asset of that code.
func asset(_ code: String) throws -> Asset {
  for asset in Asset.builtIn where asset.code == code { return asset }
  throw Failure(.unknownAsset, "no asset \(code)")
}
