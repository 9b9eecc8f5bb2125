import Ledger
import RecordStreams

/// Where a job's customers come from: a list, or the checkpoint of an earlier job.
protocol JobIntake {
  /// What messages call it.
  var name: String { get }
  var path: String { get }
  /// How its rows became customers; a checkpoint goes on only with the same.
  var mapping: String { get }
  /// What was found out on the way to that, a line each.
  var choices: [String] { get }
  /// How its rows are written.
  var shape: ListShape { get }
  /// What was found out on reading it, such as the delimiter.
  var readNotices: [ReadNotice] { get }

  /// A digest of its bytes, to know it again; empty for what may say something else the next time.
  func digest() throws -> String
  /// Reads all of it into the session; nothing is believed before the session is finished.
  func stage(into session: StagingSession) throws
  /// How a row is refused that says what an earlier one says already.
  func wording(of duplicate: DuplicateRow) -> RejectionReason
}

extension JobIntake {
  func wording(of duplicate: DuplicateRow) -> RejectionReason { .duplicate(duplicate) }
}
