/// A format in which a list can be read.
public enum ListFormat: String, Sendable, CaseIterable, Codable {
  case csv, tsv

  /// The format that a file's name speaks of; `nil` if it speaks of none.
  public init?(fileName: String) {
    let lowered = fileName.lowercased()
    guard let match = ListFormat.allCases.first(where: { lowered.hasSuffix("." + $0.rawValue) }) else { return nil }
    self = match
  }
}

/// How a list is to be read, as far as the person says so; each format takes what concerns it.
public struct ReadOptions: Sendable, Equatable {
  public var csv = CSVOptions()

  public init() {}
}

/// A reader of `format` over `source`.
///
/// Nothing has been read yet when it returns: the header comes with the first batch.
public func makeReader(
  of format: ListFormat, from source: any ByteSource, options: ReadOptions = ReadOptions()
) throws(ReadFailure) -> any RecordReader {
  var csv = options.csv
  switch format {
  case .csv: break
  case .tsv: if csv.delimiter == nil { csv.delimiter = UInt8(ascii: "\t") }
  }
  let reader = try CSVReader(source, options: csv)
  return csv.isDefused ? SpreadsheetReader(reader) : reader
}
