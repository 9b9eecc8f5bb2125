import Ledger
import NgrokAPI

/// Reads which credentials a row's new ones take the places of.
enum ReplacedCheck {
  /// - Parameter bytes: ids with white space, commas or semicolons between, or nothing.
  static func credentials(in bytes: UnsafeRawBufferPointer) throws(RejectionReason) -> [CredentialID] {
    if bytes.isEmpty { return [] }
    var found: [CredentialID] = []
    for word in String(decoding: bytes, as: UTF8.self).split(whereSeparator: { " ,;\t\n".contains($0) }) {
      let id = CredentialID(String(word))
      guard let kind = CredentialKind(id: id), id.rawValue.utf8.allSatisfy(isOfID) else {
        throw RejectionReason(
          code: "replaces-invalid",
          message: "\(Report.shown(id.rawValue)) is no id of an API key (ak_…) or authtoken (cr_…)")
      }
      guard kind != .ssh else {
        throw RejectionReason(
          code: "replaces-ssh",
          message:
            "\(id) is an SSH credential, and the key behind one is its owner's own: give the customer's key with "
            + "--ssh-public-key")
      }
      guard !found.contains(id) else {
        throw RejectionReason(code: "replaces-twice", message: "\(id) stands twice in the row")
      }
      found.append(id)
    }
    return found
  }

  private static func isOfID(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
    default: false
    }
  }
}
