/// A format in which a list can be read.
public enum ListFormat: String, Sendable, CaseIterable, Codable {
  case csv, tsv, json, ndjson, xml

  /// The format that a file's name speaks of, whatever packing it speaks of behind it; `nil` if it speaks of none.
  public init?(fileName: String) {
    var lowered = fileName.lowercased()
    if let packing = Packing.fileNameEndings.first(where: { lowered.hasSuffix("." + $0) }) {
      lowered = String(lowered.dropLast(packing.count + 1))
    }
    if lowered.hasSuffix(".jsonl") {
      self = .ndjson
      return
    }
    guard let match = ListFormat.allCases.first(where: { lowered.hasSuffix("." + $0.rawValue) }) else { return nil }
    self = match
  }
}

/// How a list is to be read, as far as the person says so; each format takes what concerns it.
public struct ReadOptions: Sendable, Equatable {
  public var csv = CSVOptions()
  public var json = JSONOptions()
  public var xml = XMLOptions()
  /// `nil`: found out, else UTF-8.
  public var encoding: TextEncoding?
  /// How many bytes may be unpacked from a packed list.
  public var unpackedLimit = UnpackingByteSource.defaultLimit

  public init() {}
}

/// A reader of the list whose bytes are in `source`, packed or not and in any encoding.
///
/// Of the list no more than its first bytes have been read when it returns: the header comes with the first batch.
///
/// - Parameters:
///   - format: `nil`: the one that the source's name speaks of, or the name inside a zip archive, or the first bytes, else CSV.
public func makeReader(
  of format: ListFormat?, from source: any ByteSource, options: ReadOptions = ReadOptions()
) throws(ReadFailure) -> any RecordReader {
  let unpacked = UnpackingByteSource(source, limit: options.unpackedLimit)
  var found = format ?? ListFormat(fileName: source.name)
  if found == nil, let name = try unpacked.nameInside() { found = ListFormat(fileName: name) }
  let list = PeekableByteSource(unpacked)
  if found == nil, options.json.areAsked { found = .json }
  if found == nil { found = ListFormat(content: list.peek(ListFormat.sampleSize)) }
  if options.json.areAsked, found != .json {
    throw ReadFailure(
      .invalidOption(
        "--records-path and --keyed are for JSON documents, and this list is \(found ?? .csv) (--format sets it)"),
      in: source.name)
  }
  let text = DecodingByteSource(list, encoding: options.encoding)
  var csv = options.csv
  switch found ?? .csv {
  case .csv: break
  case .tsv: if csv.delimiter == nil { csv.delimiter = UInt8(ascii: "\t") }
  case .json: return JSONReader(text, layout: .documents, options: options.json)
  case .ndjson: return JSONReader(text, layout: .lines, options: options.json)
  // A document says its encoding itself.
  case .xml: return try XMLReader(list, options: options.xml, encoding: options.encoding)
  }
  let reader = try CSVReader(text, options: csv)
  return csv.isDefused ? SpreadsheetReader(reader) : reader
}
