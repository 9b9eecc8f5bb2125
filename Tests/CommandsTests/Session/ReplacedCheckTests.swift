import Ledger
import NgrokAPI
import Testing

@testable import Commands

@Suite("The ids of credentials that are to be replaced")
struct ReplacedCheckTests {
  private func read(_ text: String) throws(RejectionReason) -> [String] {
    let result = Array(text.utf8).withUnsafeBytes { bytes in
      Result { () throws(RejectionReason) in try ReplacedCheck.credentials(in: bytes) }
    }
    return try result.get().map(\.rawValue)
  }

  @Test(
    "stand in a cell with anything usual between",
    arguments: ["ak_1 cr_2", "ak_1,cr_2", "ak_1; cr_2", " ak_1\n\tcr_2 "])
  func several(_ text: String) throws {
    #expect(try read(text) == ["ak_1", "cr_2"])
  }

  @Test("none is none")
  func none() throws {
    #expect(try read("").isEmpty)
    #expect(try read(" , ").isEmpty)
  }

  @Test(
    "what is no API key or authtoken is refused",
    arguments: [
      ("bot_1", "replaces-invalid"), ("ak_1/../x", "replaces-invalid"), ("sshcr_1", "replaces-ssh"),
      ("ak_1 ak_1", "replaces-twice"),
    ])
  func refused(_ text: String, code: String) {
    #expect { try read(text) } throws: { ($0 as? RejectionReason)?.code == code }
  }
}
