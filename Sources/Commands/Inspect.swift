import RecordStreams

/// Prints a list's records as they are read, or refuses the list with the place and the reason.
struct Inspect: Command {
  let arguments: CommandArguments
  let surroundings: Surroundings

  private var console: Console { surroundings.console }

  func run() throws -> ExitCode {
    let list = try ListReading(arguments)
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
    var rejected = 0
    var hasBegun = false
    do {
      while printed < most, try reader.read(into: batch) {
        if !hasBegun { try writer.begin(columns: batch.columns.names) }
        hasBegun = true
        for item in batch where printed < most {
          switch item {
          case .record(let record):
            try writer.write(record, columns: batch.columns.count)
            printed += 1
          case .rejected(let rejection):
            rejected += 1
            console.show(Report(rejection, in: list.name))
          }
        }
      }
    } catch let failure as ReadFailure {
      // What stands in front of the mistake is worth seeing.
      if hasBegun { try writer.finish() }
      destination.discard()
      reader.notices.show(in: list.name, on: console)
      throw Report(failure)
    }
    if !hasBegun { try writer.begin(columns: reader.columns.names) }
    try writer.finish()
    try destination.complete()
    reader.notices.show(in: list.name, on: console)
    return rejected == 0 ? .success : .incomplete
  }
}
