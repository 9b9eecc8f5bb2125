import Ledger
import NgrokAPI
import Roster

/// Holds the credentials that a row carries over from another account against what the API takes.
struct CarriedCheck {
  /// What a metadata object has to leave free for the mark, in bytes.
  let markerReserve: Int
  private let limits = CustomerLimits()

  init(markerReserve: Int) { self.markerReserve = markerReserve }

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
      try check("metadata", of: index, credential.metadata, limit: limits.metadata - markerReserve)
    }
    return credentials
  }

  private func check(_ what: String, of index: Int, _ text: String, limit: Int) throws(RejectionReason) {
    let size = text.utf8.count
    guard size > limit else { return }
    let mark = what == "metadata" && markerReserve > 0 ? ", the rest is for muster's mark (--no-marker)" : ""
    throw RejectionReason(
      code: "credentials-too-long",
      message: "the \(what) of credential \(index + 1) has \(size) bytes, allowed are \(limit)\(mark)")
  }
}
