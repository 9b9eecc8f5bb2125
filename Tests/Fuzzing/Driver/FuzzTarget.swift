import RecordStreams

/// What is fuzzed, by name. A new one is a line here; its seeds are a line in `Tests/Fuzzing/run`.
enum FuzzTarget {
  static let all: [String: @Sendable (FuzzInput) -> Void] = [
    "csv": { input in
      var options = CSVOptions()
      if input.chooses(0) { options.quote = .none }
      if input.chooses(1) { options.escape = UInt8(ascii: "\\") }
      if input.chooses(2) { options.comment = UInt8(ascii: "#") }
      if input.chooses(3) { options.hasHeader = false }
      if input.chooses(4) { options.limits.rowBytes = 20 }
      if input.chooses(5) { options.delimiter = UInt8(ascii: ",") }
      if input.chooses(6) { options.skippedLines = 1 }
      expectSameInChunks(input.bytes) { source in try? CSVReader(source, options: options, chunkSize: 1024) }
    },
    "json": { input in
      let options = jsonOptions(input)
      expectSameInChunks(input.bytes) { JSONReader($0, layout: .documents, options: options, chunkSize: 1024) }
    },
    "ndjson": { input in
      expectSameInChunks(input.bytes) { JSONReader($0, layout: .lines, options: jsonOptions(input), chunkSize: 1024) }
    },
  ]

  private static func jsonOptions(_ input: FuzzInput) -> JSONOptions {
    var options = JSONOptions()
    if input.chooses(0) { options.path = RecordsPath("a") }
    if input.chooses(1) { options.isKeyed = true }
    if input.chooses(2) { options.path = .document }
    if input.chooses(3) { options.limits.recordBytes = 20 }
    if input.chooses(4) { options.limits.depth = 3 }
    if input.chooses(5) { options.limits.columns = 2 }
    if input.chooses(6) { options.maxRows = 2 }
    return options
  }
}
