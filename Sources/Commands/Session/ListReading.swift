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
  /// `nil`: the names of the file, or of what is packed in it, tell.
  let format: ListFormat?
  let options: ReadOptions

  init(_ arguments: CommandArguments) throws(UsageError) {
    path = arguments.operands[0]
    format = arguments[Options.format]
    if arguments.has(Options.header), arguments.has(Options.noHeader) {
      throw .contradiction("--header and --no-header say the opposite of each other; leave one out")
    }
    var options = ReadOptions()
    options.encoding = arguments[Options.encoding]
    options.unpackedLimit = arguments[Options.maxUncompressed] ?? UnpackingByteSource.defaultLimit
    options.csv.delimiter = arguments[Options.delimiter]
    if let quote = arguments[Options.quote] { options.csv.quote = CSVQuote(quote.byte) }
    options.csv.escape = arguments[Options.escape]
    options.csv.comment = arguments[Options.comment]
    if arguments.has(Options.header) { options.csv.hasHeader = true }
    if arguments.has(Options.noHeader) { options.csv.hasHeader = false }
    options.csv.skippedLines = arguments[Options.skipRows] ?? 0
    options.csv.maxRows = arguments[Options.maxRows]
    options.json = JSONOptions(
      path: arguments[Options.recordsPath], isKeyed: arguments.has(Options.keyed), maxRows: arguments[Options.maxRows])
    options.xml = XMLOptions(record: arguments[Options.record], maxRows: arguments[Options.maxRows])
    options.csv.isDefused = arguments.has(Options.defused)
    self.options = options
  }

  /// What messages call the list.
  var name: String { path == "-" ? "standard input" : path }

  /// Whether the list is a file that can be read again; standard input and pipes cannot.
  var isFile: Bool {
    var information = stat()
    return path != "-" && stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
  }

  /// The columns of the list's first `count` records, or of those in front of a fault. Of a list that shows its columns only in its
  /// records this takes a reading of its own.
  func columns(ofFirst count: Int = .max) -> (names: Columns, fault: ReadFailure?) {
    var columns = Columns()
    do throws(ReadFailure) {
      let reader = try open()
      defer { columns = reader.columns }
      let batch = RecordBatch()
      var seen = 0
      while seen < count, try reader.read(into: batch) { seen += batch.count }
      return (reader.columns, nil)
    } catch {
      return (columns, error)
    }
  }

  func open() throws(ReadFailure) -> any RecordReader {
    try makeReader(of: format, from: try FileByteSource(path: path), options: options)
  }
}
