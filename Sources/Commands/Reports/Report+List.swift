import Ledger
import RecordStreams
import Roster

extension Report {
  /// Words why a list is refused.
  init(_ failure: ReadFailure) {
    let place = failure.position.map { "\(failure.source):\($0.line):\($0.column)" } ?? failure.source
    // The description begins with the place, which is shown by itself.
    let message = failure.description.dropFirst(place.count + 2)
    let exitCode: ExitCode =
      switch failure.cause {
      case .cannotOpen, .invalidOption: .wrongUsage
      default: .listRefused
      }
    self.init(failure.code, at: place, String(message), exit: exitCode)
  }

  init(_ failure: MappingFailure) {
    self.init(failure.code, failure.description, exit: .wrongUsage)
  }

  /// The same where the list only says which users are meant.
  init(ofUsers failure: MappingFailure) {
    self.init(failure)
    guard case .noNameColumn(let columns) = failure.cause else { return }
    message =
      "no column tells which users are meant: none holds ids (bot_…), and none looks like a name; the columns are "
      + columns.prefix(20).map { Self.shown($0) }.joined(separator: ", ")
    advice = "name the column of ids with --id-column COLUMN, or say how the names are made with --name '{COLUMN} …'"
  }

  init(_ failure: FilterFailure) {
    self.init(failure.code, failure.description, exit: .wrongUsage)
  }

  init(_ failure: WriteFailure) {
    self.init(failure.code, failure.description, advice: "make room or choose another file", exit: .wrongUsage)
  }
}

extension Report {
  /// Words why a row is no record.
  init(_ rejection: Rejection, in source: String, _ shape: ListShape) {
    self.init(
      rejection.problem.code,
      at: shape.place(in: source, record: rejection.origin.number, line: rejection.origin.line),
      rejection.problem.message, exit: .incomplete)
  }
}

extension LookalikeName {
  /// What a person should know of it; the place is shown by itself.
  func message(_ shape: ListShape) -> String {
    "the name \(Report.shown(name)) looks exactly like that of \(shape.place(of: first)), but consists of other characters: "
      + "for the account these are two users; if one customer is meant, take one of the rows out"
  }
}

extension [ReadNotice] {
  /// Tells what a reader found out by itself: what may be not as it was meant in any case, the rest with `-v`.
  func show(in source: String, on console: Console) {
    var warnings = 0
    for notice in self {
      if notice.isWarning {
        warnings += 1
        // A header of nothing but blank names says so often enough.
        if warnings > 10, console.loudness < .verbose { continue }
        console.warn("\(source): \(notice.message)", code: "reading")
      } else {
        console.sayInDetail("\(source): \(notice.message)", code: "reading")
      }
    }
    if warnings > 10, console.loudness < .verbose {
      console.warn("\(source): and \(grouped(warnings - 10)) more of these; -v shows all", code: "reading")
    }
  }
}
