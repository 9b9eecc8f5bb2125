import NgrokAPI
import Testing

@Suite("Credentials on their way to another account")
struct CarriedCredentialsTests {
  private func parse(_ text: String) throws(CarriedCredentials.Failure) -> [Credential] {
    try CarriedCredentials.parse(Array(text.utf8))
  }

  @Test("what is written of a credential is read again")
  func roundTrip() throws {
    let credentials = [
      Credential(.apiKey, id: CredentialID("ak_1"), description: "Say \"hi\"\n", metadata: #"{"id":"C-1"}"#),
      Credential(.authtoken, id: CredentialID("cr_1"), description: "ü", acl: ["bind:*.a.com", "*"]),
      Credential(.ssh, id: CredentialID("sshcr_1"), acl: [], publicKey: "ssh-ed25519 AAAA a@b"),
    ]
    let texts = credentials.map {
      CarriedCredentials.text(
        of: $0.kind, id: $0.id, description: $0.description, metadata: $0.metadata, aclText: $0.aclText,
        publicKey: $0.publicKey)
    }
    #expect(try parse("[\(texts.joined(separator: ","))]") == credentials)
    #expect(try parse("") == [] && parse(" [ ] ") == [])
  }

  @Test("members that are not known, and ids that are missing, are no fault")
  func lenient() throws {
    let text = #"[{"kind":"authtoken","later":{"a":[1]},"acl":null,"description":null}]"#
    #expect(try parse(text) == [Credential(.authtoken, id: CredentialID(""))])
  }

  @Test(
    "what is no such list is refused",
    arguments: [
      "{}", "null", "[", "[1]", "[{}]", #"[{"id":"ak_1"}]"#, #"[{"kind":"token"}]"#, #"[{"kind":"ssh"}]"#,
      #"[{"kind":"api_key","acl":["*"]}]"#, #"[{"kind":"authtoken","acl":"*"}]"#, #"[{"kind":"api_key"}] x"#, "x",
      #"[{"kind":"api_key","description":1}]"#,
    ])
  func refused(_ text: String) {
    #expect(throws: CarriedCredentials.Failure.self) { try parse(text) }
  }
}
