extension ReadFailure {
  /// Why a packed file is refused.
  var archiveExplanation: String {
    switch cause {
    case .foreignFile(let advice):
      return advice
    case .packedTwice(let packing):
      return "the list is packed twice: inside is \(packing) again; unpack it once"
    case .archiveDamaged(let packing, let reason):
      return "the \(packing) file is damaged: \(reason); fetch it again, nothing behind this point can be trusted"
    case .archiveCutOff(let packing):
      return "the \(packing) file ends too early, so the end of the list is missing; fetch it again"
    case .archiveFollowed(let packing):
      return "something that is no \(packing) follows the packed list; two files were joined, or the file was damaged"
    case .archiveWithoutList:
      return "there is no list in the zip archive"
    case .archiveOfSeveral(let names):
      let shown = names.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ")
      let more = names.count > 5 ? " and more" : ""
      return "there are several files in the zip archive, \(shown)\(more), and only one can be the list; unpack the one"
    case .archiveEncrypted(let member):
      return "\"\(member)\" in the zip archive is encrypted; unpack it first"
    case .unpackedTooLarge(let limit, let packed):
      return
        "unpacked, the list is larger than \(nameOfSize(limit)), \(limit / max(1, packed)) times the file's size so far; "
        + "if that is right and no trap, allow more with --max-uncompressed"
    default: return code
    }
  }
}
