import RecordStreams

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Opens the list that the person named, as the options say it is written.
struct ListReading {
  let path: String
  let format: ListFormat
  let options: ReadOptions

  init(_ arguments: CommandArguments) {
    path = arguments.operands[0]
    format = arguments[Options.format] ?? ListFormat(fileName: path) ?? .csv
    var csv = CSVOptions()
    csv.delimiter = arguments[Options.delimiter]
    if let quote = arguments[Options.quote] { csv.quote = quote.byte }
    csv.hasHeader = !arguments.has(Options.noHeader)
    csv.skippedLines = arguments[Options.skipRows] ?? 0
    csv.maxRows = arguments[Options.maxRows]
    csv.isDefused = arguments.has(Options.defused)
    var options = ReadOptions()
    options.csv = csv
    self.options = options
  }

  /// What messages call the list.
  var name: String { path == "-" ? "standard input" : path }

  /// Whether the list is a file that can be read again; standard input and pipes cannot.
  var isFile: Bool {
    var information = stat()
    return path != "-" && stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
  }

  func open() throws(ReadFailure) -> any RecordReader {
    try makeReader(of: format, from: try FileByteSource(path: path), options: options)
  }
}
