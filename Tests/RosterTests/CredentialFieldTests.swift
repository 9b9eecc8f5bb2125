import RecordStreams
import Testing

@testable import Roster

@Suite("What a list says of credentials")
struct CredentialFieldTests {
  private static func fault(_ rule: String) -> String? {
    Array(rule.utf8).withUnsafeBytes { ACLRule.fault(in: $0) }
  }

  @Test(
    "rules that the API takes are taken",
    arguments: [
      "*", "bind:example.com", "bind:*.acme.example.com", "bind:1.tcp.ngrok.io:20142", "bind:edge=edghts_1",
      "bind:team=ops", "bind:acme_1.example.com", "bind:a", "bind:xn--bcker-gra.example.com",
    ])
  func goodRule(_ rule: String) { #expect(Self.fault(rule) == nil) }

  @Test(
    "what is no rule is refused, with the reason",
    arguments: [
      ("", "begins with bind:"), ("example.com", "begins with bind:"), ("Bind:a.com", "small letters"),
      ("bind:", "nothing is behind"), ("bind:a b.com", "white space"), ("bind:a..com", "is empty"),
      ("bind:.com", "is empty"), ("bind:com.", "is empty"), ("bind:a.*.com", "first part"),
      ("bind:*a.com", "first part"),
      ("bind:bäcker.com", "ASCII"), ("bind:a,b.com", "cannot stand"), ("bind:-a.com", "hyphen"),
      ("bind:a-.com", "hyphen"),
      ("bind:a.com:0", "no port"), ("bind:a.com:65536", "no port"),
      ("bind:a.com:99999999999999999999999999", "no port"), ("bind:a.com:", "no port"),
      ("bind:a:1:2", "no port"),
      ("bind:=x", "a name and a value"), ("bind:x=", "a name and a value"),
      ("bind:" + String(repeating: "a", count: 64) + ".com", "64 bytes"),
      ("bind:" + Array(repeating: "abcdefg", count: 40).joined(separator: "."), "319 bytes"),
    ])
  func badRule(_ rule: String, _ reason: String) throws {
    #expect(try #require(Self.fault(rule)).contains(reason))
  }

  private static let ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGSiBvw1IuwMmeXrRjKlA2UFH6/oR4DZbWYpCZKLQKsE"
  private static let ecdsa =
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg="

  private static func check(_ text: String) -> SSHPublicKeyForm.Outcome {
    Array(text.utf8).withUnsafeBytes { SSHPublicKeyForm.check($0) }
  }

  @Test("a public key is type and base64; a comment is left out", arguments: [ed25519, ecdsa])
  func goodKey(_ key: String) {
    #expect(Self.check(key) == .key(count: key.utf8.count))
    #expect(Self.check(key + " somebody@example.com, 2026") == .key(count: key.utf8.count))
  }

  @Test(
    "what is no public key is refused, with the reason",
    arguments: [
      ("AAAAC3NzaC1lZDI1NTE5", "does not begin with the type"), ("ssh-ed25519", "base64 is missing"),
      ("ssh-ed25519  AAAA", "base64 is missing"), ("ssh-ed25519 AAAA-AAA", "no base64"),
      ("ssh-ed25519 AAA", "no base64"),
      (String(ed25519.dropLast(4)), "cut off"), (ed25519 + "AAAA", "longer than a key"),
      ("ssh-rsa " + ed25519.split(separator: " ")[1], "of another type"),
      ("-----BEGIN OPENSSH PRIVATE KEY-----", "perhaps even a private key"),
      (ed25519 + "\n" + ecdsa, "line breaks"), ("no-pty " + ed25519, "does not begin with the type"),
      ("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQE=", "1 bits"),
    ])
  func badKey(_ key: String, _ reason: String) {
    guard case .fault(let fault) = Self.check(key) else {
      Issue.record("it was taken for a key")
      return
    }
    #expect(fault.contains(reason), "\(fault)")
  }

  /// What becomes of each row: its credentials, or the code and message of its rejection.
  private func map(_ list: String, _ request: MappingRequest) throws -> [String] {
    let reader = try CSVReader(MemoryByteSource(list + "\n"), options: CSVOptions())
    let batch = RecordBatch()
    #expect(try reader.read(into: batch))
    let proposal = try MappingProposal(columns: reader.columns, request: request)
    #expect(CustomerMapping(canonicalForm: proposal.mapping.canonicalForm) == proposal.mapping)
    var mapper = try CustomerMapper(proposal.mapping, columns: reader.columns, keyCount: 0, authtokenCount: 7)
    var seen: [String] = []
    mapper.map(batch) { row in
      switch row {
      case .customer(let customer):
        let rules = String(decoding: customer.acl, as: UTF8.self).replacing("\n", with: " ")
        seen.append("\(customer.authtokenCount) [\(rules)] \(String(decoding: customer.publicKey, as: UTF8.self))")
      case .rejected(let row):
        seen.append("\(row.rejection.code) \(row.rejection.column ?? "-"): \(row.rejection.message)")
      case .filtered: break
      }
    }
    return seen
  }

  @Test("each customer has the number of authtokens, the rules and the key of its row")
  func fromColumns() throws {
    var request = MappingRequest()
    try request.map("authtokens=tokens")
    try request.map("acl=rules")
    try request.map("acl=bind:*.{slug}.example.com")
    try request.map("ssh-public-key=key")
    let list = """
      id,name,tokens,rules,key
      1,Bäcker AG,2,"bind:a.com, bind:b.com",\(Self.ed25519) comment
      2,Zed,0,*,
      3,Bad,1,"[""bind:c.com"",""bind:d.com""]",
      """
    #expect(
      try map(list, request) == [
        "2 [bind:a.com bind:b.com bind:*.backer-ag.example.com] \(Self.ed25519)", "0 [* bind:*.zed.example.com] ",
        "1 [bind:c.com bind:d.com bind:*.bad.example.com] ",
      ])
  }

  @Test("a row whose rules or key are none is rejected with column and reason, and the others go on")
  func rejected() throws {
    var request = MappingRequest()
    try request.map("acl=bind:*.{domain}")
    try request.map("ssh-public-key=key")
    let list = """
      id,name,domain,key
      1,A,a.com,
      2,B,,
      3,C,c d.com,
      4,D,d.com,ssh-rsa x
      """
    let seen = try map(list, request)
    #expect(seen[0] == "7 [bind:*.a.com] ")
    #expect(seen[1].hasPrefix("acl-empty domain: the ACL is empty: column \"domain\" is empty; without a rule nothing"))
    #expect(
      seen[2].hasPrefix(
        "acl-invalid -: the ACL rule \"bind:*.c d.com\", made by 'bind:*.{domain}', is none: it has white"))
    #expect(
      seen[3].hasPrefix("ssh-public-key-invalid key: the SSH public key in column \"key\" is none: what stands behind"))
    #expect(!seen[3].contains("ssh-rsa x"))
  }

  @Test("a rule that is the same for everybody is looked at before the list")
  func constantRule() throws {
    var request = MappingRequest()
    request.addRule(.template(try Template(parsing: "binds:x")))
    #expect(throws: MappingFailure(.invalidRule("binds:x", reason: Self.fault("binds:x") ?? ""))) {
      try MappingProposal(columns: Columns(["id", "name"]), request: request)
    }
  }
}
