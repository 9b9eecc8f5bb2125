import RecordStreams
import Support
import Testing

/// All that a reader says about a list, as plain values.
struct Reading: Equatable, CustomStringConvertible {
  struct Row: Equatable {
    var number: Int
    var line: Int
    var byteOffset: Int
    var original: String
    /// The fields; of a rejected row its code.
    var fields: [String]
    var isRejected = false
  }

  var columns: [String] = []
  var rows: [Row] = []
  var notices: [ReadNotice] = []
  var failure: ReadFailure?

  var fields: [[String]] { rows.map(\.fields) }
  var lines: [Int] { rows.map(\.line) }
  var description: String { "\(columns) \(rows) \(failure.map(\.description) ?? "")" }

  /// Reads a CSV list in chunks of `chunkSize`.
  init(_ bytes: [UInt8], chunkSize: Int, options: CSVOptions) {
    let source = MemoryByteSource(bytes, chunkSize: chunkSize, name: "list.csv")
    self.init { () throws(ReadFailure) in try CSVReader(source, options: options) }
  }

  /// Reads with a reader until its end.
  ///
  /// - Parameter fields: how a record is shown.
  init(
    fields: (Record, Columns) -> [String] = { record, columns in (0..<columns.count).map { record[$0].text } },
    _ makeReader: () throws(ReadFailure) -> any RecordReader
  ) {
    do throws(ReadFailure) {
      let reader = try makeReader()
      defer {
        columns = reader.columns.names
        notices = reader.notices
      }
      let batch = RecordBatch()
      while try reader.read(into: batch) {
        for item in batch { rows.append(Row(item) { fields($0, batch.columns) }) }
      }
    } catch {
      failure = error
    }
  }
}

extension Reading.Row {
  init(_ item: ReadItem, fields shown: (Record) -> [String]) {
    let origin = item.origin
    (number, line, byteOffset) = (origin.number, origin.line, origin.byteOffset)
    original = String(decoding: origin.bytes, as: UTF8.self)
    switch item {
    case .record(let record): fields = shown(record)
    case .rejected(let rejection): (fields, isRejected) = ([rejection.problem.code], true)
    }
  }
}

/// Reads `bytes` whole and in chunks of 1, 2 and 7 bytes, expects the same each time, and gives what was read.
///
/// A reader that looks for the delimiter waits for more than most cases have, so that chunks hardly show:
/// each case is also read with the delimiter that was found.
func read(
  _ bytes: [UInt8], _ options: CSVOptions = CSVOptions(), sourceLocation: SourceLocation = #_sourceLocation
) -> Reading {
  let whole = Reading(bytes, chunkSize: .max, options: options)
  for chunkSize in [1, 2, 7] {
    let inChunks = Reading(bytes, chunkSize: chunkSize, options: options)
    #expect(inChunks == whole, "in chunks of \(chunkSize)", sourceLocation: sourceLocation)
    for case .delimiterFound(let delimiter, _) in whole.notices {
      var told = options
      told.delimiter = delimiter
      var inChunks = Reading(bytes, chunkSize: chunkSize, options: told)
      // Only the notice of the delimiter is missing, which comes first.
      inChunks.notices.insert(whole.notices[0], at: 0)
      #expect(inChunks == whole, "in chunks of \(chunkSize), delimiter set", sourceLocation: sourceLocation)
    }
  }
  return whole
}

func read(
  _ text: String, _ options: CSVOptions = CSVOptions(), sourceLocation: SourceLocation = #_sourceLocation
) -> Reading {
  read(Array(text.utf8), options, sourceLocation: sourceLocation)
}

typealias SeededGenerator = Support.SeededGenerator
