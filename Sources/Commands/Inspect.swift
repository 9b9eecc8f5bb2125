import RecordStreams
import Roster

/// Prints a list's records as they are read, or refuses the list with the place and the reason.
struct Inspect: Command {
  let arguments: CommandArguments
  let surroundings: Surroundings

  private var console: Console { surroundings.console }

  func run() throws -> ExitCode {
    if arguments.has(Options.statistics) {
      return try InspectStatistics(arguments: arguments, surroundings: surroundings).run()
    }
    let list = try ListReading(arguments)
    let filter = try RecordFilter(arguments)
    try OutputDestination.probe(arguments[Options.output], sparing: [list.path], console: console)
    let destination = try OutputDestination(arguments[Options.output], console: console)
    let format =
      arguments[Options.recordFormat] ?? destination.formatOfName
      ?? (destination.isTerminal ? .table : .ndjson)
    var writer = format.makeWriter(to: destination.sink)
    let reader = try list.open()
    let batch = RecordBatch()
    let most = arguments[Options.head] ?? .max
    var printed = 0
    var rejections = RejectionReport(of: list.name, arguments, console: console)
    var header: [String]?
    var plan: FilterPlan?
    do {
      while printed < most, try reader.read(into: batch) {
        if let known = header?.count {
          if batch.columns.count > known {
            try add(columns: batch.columns.names[known...], to: &writer, batch, of: list)
          }
        } else {
          let columns = try self.columns(for: writer, batch, of: list, upTo: most)
          if let filter { plan = try FilterPlan(filter, columns: batch.columns) }
          try writer.begin(columns: columns)
          header = columns
        }
        header = header.map { $0.count < batch.columns.count ? batch.columns.names : $0 }
        plan?.resolve(in: batch.columns)
        for item in batch where printed < most {
          switch item {
          case .record(let record):
            if plan?.matches(record) == false { continue }
            try writer.write(record, columns: header?.count ?? 0)
            printed += 1
          case .rejected(let rejection):
            rejections.add(rejection, reader.shape)
          }
        }
      }
    } catch let failure as ReadFailure {
      // What stands in front of the mistake is worth seeing.
      if header != nil { try writer.finish() }
      destination.discard()
      rejections.finish()
      reader.notices.show(in: list.name, on: console)
      throw Report(failure)
    }
    if printed < most { try plan?.finish(columns: reader.columns) }
    if header == nil { try writer.begin(columns: reader.columns.names) }
    try writer.finish()
    try destination.complete()
    rejections.finish()
    console.warnOfReplacedCharacters(writer.replacedCharacters)
    reader.notices.show(in: list.name, on: console)
    return rejections.count == 0 ? .success : .incomplete
  }

  /// The columns to begin with: all of them where they must stand at the top.
  private func columns(
    for writer: any RecordWriter, _ batch: RecordBatch, of list: ListReading, upTo count: Int
  ) throws -> [String] {
    guard batch.columns.mayGrow, !writer.takesMoreColumns, list.isFile else { return batch.columns.names }
    // What is wrong with the list shows again, and in its place, when it is printed.
    return list.columns(ofFirst: count).names.names
  }

  /// Takes up columns that a later batch has brought.
  private func add(
    columns: ArraySlice<String>, to writer: inout any RecordWriter, _ batch: RecordBatch, of list: ListReading
  ) throws {
    guard writer.takesMoreColumns else {
      throw Report(
        "columns-late", at: list.name,
        "column \"\(columns.first ?? "")\" comes only after record \(batch.first?.origin.number ?? 0), when the names of the columns "
          + "have been printed already",
        advice: "save the list as a file, which can be read twice, or print it with --to ndjson", exit: .listRefused)
    }
    writer.add(columns: Array(columns))
  }
}
