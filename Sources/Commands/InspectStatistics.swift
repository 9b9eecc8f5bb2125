import RecordStreams

/// Says what a list's columns are like, a row for each.
struct InspectStatistics: Command {
  let arguments: CommandArguments
  let surroundings: Surroundings

  private var console: Console { surroundings.console }

  func run() throws -> ExitCode {
    let list = try ListReading(arguments)
    try OutputDestination.probe(arguments[Options.output], sparing: [list.path], console: console)
    let destination = try OutputDestination(arguments[Options.output], console: console)
    let reader = try list.open()
    let statistics = try read(reader, list: list)
    try write(statistics, to: destination)
    reader.notices.show(in: list.name, on: console)
    console.say(
      "\(list.name): \(count(statistics.records, "record")) in \(count(statistics.columns.count, "column"))",
      code: "statistics")
    return statistics.rejected == 0 ? .success : .incomplete
  }

  private func read(_ reader: any RecordReader, list: ListReading) throws -> ListStatistics {
    var statistics = ListStatistics()
    var rejections = RejectionReport(of: list.name, arguments, console: console)
    let batch = RecordBatch()
    let most = arguments[Options.head] ?? .max
    do throws(ReadFailure) {
      while statistics.records < most, try reader.read(into: batch) {
        for case .rejected(let rejection) in batch { rejections.add(rejection, reader.shape) }
        statistics.add(batch, upTo: most)
      }
    } catch {
      throw Report(error)
    }
    rejections.finish()
    return statistics
  }

  private func write(_ statistics: ListStatistics, to destination: OutputDestination) throws {
    let format =
      arguments[Options.recordFormat] ?? destination.formatOfName ?? (destination.isTerminal ? .table : .ndjson)
    var writer = format.makeWriter(to: destination.sink, recordName: "column")
    try writer.begin(columns: [
      "column", "filled", "fill_rate", "distinct", "distinct_is", "types", "longest", "longest_line", "examples",
    ])
    var row = RecordComposer()
    for (name, column) in zip(statistics.names, statistics.columns) {
      row.begin()
      row.append(name)
      row.append(number: "\(column.filled)")
      row.append(number: share(column.filled, of: statistics.records))
      row.append(number: "\(column.distinct)")
      row.append(column.isDistinctExact ? "exact" : "estimated")
      row.append(column.shapes.map { "\($0.shape.name) (\(grouped($0.count)))" }.joined(separator: ", "))
      row.append(number: "\(column.longest)")
      if column.filled > 0 { row.append(number: "\(column.longestLine)") } else { row.appendNull() }
      row.append(.json) { bytes in
        bytes.append(UInt8(ascii: "["))
        for (index, example) in column.examples.enumerated() {
          if index > 0 { bytes.append(UInt8(ascii: ",")) }
          JSONText.append(example, to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
      }
      try writer.write(row)
    }
    try writer.finish()
    try destination.complete()
  }

  /// Four decimals, such as `0.9875`; 1 only if it is all of them.
  private func share(_ part: Int, of whole: Int) -> String {
    guard whole > 0, part < whole else { return whole > 0 ? "1" : "0" }
    let digits = String(part * 10_000 / whole)
    return "0." + String(repeating: "0", count: 4 - digits.count) + digits
  }
}

extension RecordComposer {
  fileprivate mutating func append(number: String) { append(.number) { $0.append(contentsOf: number.utf8) } }
}
