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

extension Report {
  /// The mapping asks for inactive users, which an import cannot make yet.
  static let cannotDeactivate = Report(
    "active-unsupported",
    "--map active=… is not there yet: an import cannot deactivate users, and rows that are to be inactive would become active",
    advice: "leave it out, and the inactive rows with --where", exit: .wrongUsage)
}

extension [ReadNotice] {
  /// Tells what a reader found out by itself: what may be not as it was meant in any case, the rest with `-v`.
  func show(in source: String, on console: Console) {
    for notice in self {
      if notice.isWarning {
        console.warn("\(source): \(notice.message)", code: "reading")
      } else {
        console.sayInDetail("\(source): \(notice.message)", code: "reading")
      }
    }
  }
}
