/// The processing instruction with which files that muster writes say which element is the record: a list of one record has none
/// that repeats.
enum XMLRecordMark {
  static let target = "muster-record"
  static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

  /// - Parameter name: an element's, without prefix.
  static func instruction(_ name: String) -> String { "<?\(target) \(name)?>\n" }
}
