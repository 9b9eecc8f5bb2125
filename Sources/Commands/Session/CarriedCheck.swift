import Ledger
import NgrokAPI
import Roster

/// Holds the credentials that a row carries over from another account against what the API takes.
struct CarriedCheck {
  private let limits = CustomerLimits()

  /// - Parameter bytes: a JSON array, or nothing.
  func credentials(in bytes: UnsafeRawBufferPointer) throws(RejectionReason) -> [Credential] {
    if bytes.isEmpty { return [] }
    let credentials: [Credential]
    do {
      credentials = try CarriedCredentials.parse(Array(bytes))
    } catch {
      throw RejectionReason(
        code: "credentials-invalid",
        message: "the list of credentials cannot be read: \(error.reason); export it once more with --for-import")
    }
    for (index, credential) in credentials.enumerated() {
      try check("description", of: index, credential.description, limit: limits.description)
      try check("metadata", of: index, credential.metadata, limit: limits.metadata)
    }
    return credentials
  }

  private func check(_ what: String, of index: Int, _ text: String, limit: Int) throws(RejectionReason) {
    let size = text.utf8.count
    guard size > limit else { return }
    throw RejectionReason(
      code: "credentials-too-long",
      message: "the \(what) of credential \(index + 1) has \(size) bytes, allowed are \(limit)")
  }
}
