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
    var hasBegun = false
    var plan: FilterPlan?
    do {
      while printed < most, try reader.read(into: batch) {
        if !hasBegun {
          if let filter { plan = try FilterPlan(filter, columns: batch.columns) }
          try writer.begin(columns: batch.columns.names)
        }
        hasBegun = true
        plan?.resolve(in: batch.columns)
        for item in batch where printed < most {
          switch item {
          case .record(let record):
            if plan?.matches(record) == false { continue }
            try writer.write(record, columns: batch.columns.count)
            printed += 1
          case .rejected(let rejection):
            rejections.add(rejection)
          }
        }
      }
    } catch let failure as ReadFailure {
      // What stands in front of the mistake is worth seeing.
      if hasBegun { try writer.finish() }
      destination.discard()
      rejections.finish()
      reader.notices.show(in: list.name, on: console)
      throw Report(failure)
    }
    if printed < most { try plan?.finish(columns: reader.columns) }
    if !hasBegun { try writer.begin(columns: reader.columns.names) }
    try writer.finish()
    try destination.complete()
    rejections.finish()
    reader.notices.show(in: list.name, on: console)
    return rejections.count == 0 ? .success : .incomplete
  }
}
