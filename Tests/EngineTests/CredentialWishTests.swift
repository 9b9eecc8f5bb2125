import Engine
import NgrokAPI
import Testing

@Suite("What the credential of a step is to say")
struct CredentialWishTests {
  private let customer = Customer(
    id: CustomerID(1), key: "1", name: "One", description: "d", metadata: #"{"plan":"gold"}"#, keyCount: 1,
    authtokenCount: 1, publicKey: "ssh-ed25519 AAAA")

  private func credential(_ kind: CredentialKind, publicKey: String = "") -> Credential {
    Credential(
      kind, id: CredentialID("x"), description: "d", metadata: #"{"plan":"gold","muster":"run.1-1.1"}"#,
      publicKey: publicKey)
  }

  @Test("each step has its kind, behind those that take the places of others", arguments: [0, 2])
  func kinds(replacementCount: Int) {
    let replacements = (0..<replacementCount).map {
      Replacement(
        customer: CustomerID(1), step: .credential($0 + 1),
        old: Credential(.apiKey, id: CredentialID("old"), description: "o"))
    }
    let key = credential(.apiKey)
    let token = credential(.authtoken)
    let ssh = credential(.ssh, publicKey: "ssh-ed25519 AAAA comment")
    let said = (1...3).map { position in
      let wish = CredentialWish(of: .credential(replacementCount + position), for: customer, replacements)
      return [key, token, ssh].map(wish.isSaid)
    }
    #expect(said == [[true, false, false], [false, true, false], [false, false, true]])
    if replacementCount > 0 {
      #expect(!CredentialWish(of: .credential(1), for: customer, replacements).isSaid(by: key))
    }
  }
}
