// SPDX-License-Identifier: GPL-3.0-or-later
package import Money
package import Store

/// A class of machines that all cost the same.
package struct Tier: Record, Equatable {
  package let name: String
  /// Per hour, without the GPUs.
  package var rate: Amount
  /// Its memory, in words: `8–16 GB`.
  package var memory: String
  package var gpus: Int64 = 0
  /// Per GPU and hour, in the asset of `rate`.
  package var gpuRate: Amount
  /// What it is good for, in words.
  package var workload: String?

  package init(
    name: String, rate: Amount, memory: String, gpus: Int64 = 0, gpuRate: Amount? = nil,
    workload: String? = nil
  ) {
    self.name = name
    self.rate = rate
    self.memory = memory
    self.gpus = gpus
    self.gpuRate = gpuRate ?? Amount(minor: 0, asset: rate.asset)
    self.workload = workload
  }

  package static let table = Table(
    "tier", key: .name(column: "name"),
    columns: [
      .required("asset", .text), .required("decimals", .integer), .required("rate", .money),
      .required("memory", .text), .required("gpus", .integer), .required("gpu_rate", .money),
      .optional("workload", .text),
    ])

  package var key: Value { .text(name) }

  package var values: [Value] {
    [
      .text(rate.asset.code), .integer(Int64(rate.asset.decimals)), .integer(rate.minor),
      .text(memory), .integer(gpus), .integer(gpuRate.minor), Value(workload),
    ]
  }

  package init(_ row: TableRow) throws {
    name = try row.name()
    let asset = try Asset(code: row.text("asset"), decimals: Int(row.integer("decimals")))
    rate = Amount(minor: try row.integer("rate"), asset: asset)
    memory = try row.text("memory")
    gpus = try row.integer("gpus")
    gpuRate = Amount(minor: try row.integer("gpu_rate"), asset: asset)
    workload = try row.optionalText("workload")
  }

  /// What an hour costs in all: the rate, and the GPU rate for each GPU.
  ///
  /// - Throws: `overflow`.
  package func hourlyRate() throws -> Amount {
    try rate.adding(gpuRate.scaled(by: Int128(gpus), over: 1))
  }
}
