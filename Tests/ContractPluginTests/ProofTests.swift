// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import Money
import Signing
import Store
import TestKit
import Testing

@Suite("Proofs of settlement")
struct ProofTests {
  private func settled() throws -> Rig {
    let rig = try Rig()
    try rig.open("alice THOR 1 --fee 100")
    rig.clock(1_043_456)
    rig("contract settle ctr-1")
    rig("contract proof ctr-1 --out proof.json")
    return rig
  }

  @Test func aProofIsCheckedWithTheFileAndTheKeyAlone() throws {
    let rig = try settled()
    let proof = try JSON(parsing: rig.ledger.read("proof.json"))
    let key = proof["public_key"]?.string ?? ""
    #expect(proof["hash"]?.string == (try rig.show("ctr-1"))["settlement"]?["proof"]?.string)
    #expect(proof["settlement"]?["used"]?.string == "10145000")
    let elsewhere = try TestLedger([ContractPlugin.self], backend: nil)
    try elsewhere.write(proof.canonicalText, to: "p.json")
    let checked = elsewhere("contract verify-proof p.json --public-key \(key) -o json")
    #expect(checked.status == 0)
    #expect(try checked.json()["used"]?.string == "0.010145000")
    #expect(elsewhere("contract verify-proof p.json").status == 66)
    #expect(rig("contract verify-proof proof.json").status == 0)
    #expect(rig("contract verify-proof -", input: proof.canonicalText).status == 0)
    let other = try PublicKey(bytes: [UInt8](repeating: 3, count: 32)).base58
    let refused = rig("contract verify-proof proof.json --public-key \(other) -o json")
    #expect(refused.code == "bad-signature")
    #expect(refused.status == 5)
  }

  @Test(arguments: [
    ("\"10145000\"", "\"10144000\""), ("\"alice\"", "\"mallory\""), ("1043456", "1043457"),
    ("\"hash\":\"", "\"hash\":\"0"), ("\"signature\":\"", "\"signature\":\"2"),
  ])
  func whateverIsChangedIsNoticed(_ old: String, _ new: String) throws {
    let rig = try settled()
    let text = String(decoding: try rig.ledger.read("proof.json"), as: UTF8.self)
    let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    #expect(parts.count == 2)
    try rig.ledger.write(parts.joined(separator: new), to: "forged.json")
    let result = rig("contract verify-proof forged.json -o json")
    #expect(result.code == "bad-signature")
    #expect(result.status == 5)
  }

  @Test(arguments: ["", "{}", "[1]", "not json", #"{"settlement":{},"hash":"","signature":""}"#])
  func whatIsNoProofIsABadFile(_ text: String) throws {
    let rig = try Rig()
    try rig.ledger.write(text, to: "x.json")
    let result = rig("contract verify-proof x.json -o json")
    #expect(result.status == 65)
    #expect(rig("contract verify-proof missing.json").status != 0)
  }

  @Test func whoIsAskedKeepsNobodyWaiting() throws {
    let rig = try settled()
    rig.ledger.answer = "y"
    var asked = 0
    rig.ledger.whileAsked = {
      asked += 1
      #expect(rig("ledger transfer alice treasury 1SOL --create --lock-timeout 0").status == 0)
    }
    let result = rig("contract proof ctr-1 --out proof.json")
    #expect(result.status == 0, "\(result.errors)")
    #expect(asked == 1)
    #expect(rig("contract proof ctr-1 --out proof.json --columns nope").status == 64)
    #expect(asked == 1)
  }

  @Test func onlyASettledContractHasAProof() throws {
    let rig = try Rig()
    try rig.open("alice M2 1")
    #expect(rig("contract proof ctr-1 -o json").code == "bad-state")
    rig("contract settle ctr-1")
    let head = try rig.head()
    let printed = try rig("contract proof ctr-1").json()
    #expect(printed["signature"]?.string?.isEmpty == false)
    #expect(rig("contract proof ctr-1 --out dry.json -n").status == 0)
    #expect(!File.exists(rig.ledger.path("dry.json")))
    #expect(try rig.head() == head)
  }
}
