import CArchive

/// A file in a zip archive.
struct ZipMember: Equatable {
  let name: String
  let isEncrypted: Bool

  /// `nil` for what is no list: a folder, and what macOS and Windows put beside files unasked.
  init?(_ entry: OpaquePointer) {
    guard let text = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry) else { return nil }
    let name = String(cString: text)
    let last = name.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    if last.isEmpty || name.hasPrefix("__MACOSX/") || last.hasPrefix("._") { return nil }
    if last == ".DS_Store" || last == "Thumbs.db" || last == "desktop.ini" { return nil }
    self.name = name
    isEncrypted = archive_entry_is_encrypted(entry) != 0
  }

  /// - Throws: if it is not exactly one, or nobody could read it.
  static func requireOneList(_ members: [ZipMember], in source: String) throws(ReadFailure) {
    guard let only = members.first else { throw ReadFailure(.archiveWithoutList, in: source) }
    if members.contains(where: { $0.name == "[Content_Types].xml" }) {
      throw ReadFailure(
        .foreignFile("this is a workbook or another Office document and no list; save it as CSV UTF-8"), in: source)
    }
    if members.count > 1 { throw ReadFailure(.archiveOfSeveral(members.map(\.name)), in: source) }
    if only.isEncrypted { throw ReadFailure(.archiveEncrypted(member: only.name), in: source) }
  }
}

/// What the directory at the end of a zip archive lists.
enum ZipDirectory {
  /// How many members are looked at; more than one is too many already.
  private static let most = 100

  /// The files in the archive at `path`; `nil` if it cannot be read so, because it is a pipe, or damaged. Then reading it from
  /// its beginning finds out why.
  static func members(ofFileAt path: String) -> [ZipMember]? {
    guard let archive = archive_read_new() else { return nil }
    defer { archive_read_free(archive) }
    archive_read_support_format_zip_seekable(archive)
    guard archive_read_open_filename(archive, path, 64 * 1024) == ARCHIVE_OK else { return nil }
    var members: [ZipMember] = []
    var entry: OpaquePointer?
    while members.count < most {
      let answer = archive_read_next_header(archive, &entry)
      if answer == ARCHIVE_EOF { break }
      guard answer == ARCHIVE_OK, let entry else { return nil }
      if let member = ZipMember(entry) { members.append(member) }
    }
    return members
  }
}
