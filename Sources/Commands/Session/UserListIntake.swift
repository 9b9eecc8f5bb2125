import Engine
import Ledger
import NgrokAPI
import RecordStreams
import Roster

/// Which existing users a job is about, as a list names them: by id, by name, or by a customer key that an earlier
/// checkpoint knows.
final class UserListIntake: JobIntake {
  enum Reference: String {
    case id, name, key
  }

  private let list: ListIntake
  private let reference: Reference
  private let userKind: UserKind
  /// Checkpoints that know the users of customer keys.
  private let keyBooks: [RunLedger]
  private let terms: DeletionTerms?

  /// Opens the list and finds out which column tells the users; reads no further than that needs.
  init(_ arguments: CommandArguments) throws {
    terms = try DeletionTerms(arguments, source: nil)
    keyBooks = try arguments.all(Options.keysFrom).map { try Checkpoint(readAt: $0).ledger }
    userKind = arguments.has(Options.serviceUsers) ? .service : .bot
    let hasKeyBooks = !keyBooks.isEmpty
    var found = Reference.name
    do {
      list = try ListIntake(arguments) { columns, batch in
        let choice = try UserColumn(columns: columns, batch: batch, arguments: arguments, hasKeyBooks: hasKeyBooks)
        found = choice.reference
        return choice.request
      }
    } catch let failure as MappingFailure {
      throw Report(ofUsers: failure)
    }
    reference = found
  }

  var name: String { list.name }
  var path: String { list.path }
  var mapping: String { "users by \(reference.rawValue)\n\(list.mapping)" }
  var choices: [String] { ["users by their \(reference.rawValue): \(list.proposal.choices[0].source)"] }
  var shape: ListShape { list.shape }
  var readNotices: [ReadNotice] { list.readNotices }
  func digest() throws -> String { try list.digest() }

  func stage(into session: StagingSession) throws {
    try list.stage(into: session) { customer in
      let key = String(decoding: customer.key, as: UTF8.self)
      let subject = Customer(id: CustomerID(0), key: key, name: "", keyCount: 0)
      let row: UserRow
      switch reference {
      case .id: row = Self.subject(subject, id: key, userKind)
      case .name:
        var subject = subject
        subject.name = String(decoding: customer.name, as: UTF8.self)
        row = .user(subject)
      case .key: row = try lookUp(subject)
      }
      guard let terms, case .user(let subject, _) = row else { return row }
      return try terms.judge(subject)
    }
  }

  private static func subject(_ customer: Customer, id: String, _ kind: UserKind) -> UserRow {
    guard let written = UserID.kind(of: id) else {
      return .rejected(
        RejectionReason(
          code: "user-id-invalid",
          message: "\(Report.shown(id)) is no user id, which looks like bot_2f4Kp…; name another column with "
            + "--id-column, users by name with --name, or customer keys with --keys-from"))
    }
    guard written == kind else {
      let advice = written == .service ? "add --service-users" : "leave --service-users out"
      return .rejected(
        RejectionReason(
          code: "user-id-of-other-kind",
          message: "\(id) is a \(written.rawValue) user, and the command is about \(kind.rawValue) users; \(advice)"))
    }
    var customer = customer
    customer.userID = UserID(id)
    return .user(customer)
  }

  private func lookUp(_ customer: Customer) throws -> UserRow {
    for book in keyBooks {
      guard let user = try book.user(ofKey: customer.key) else { continue }
      var customer = customer
      customer.name = user.name
      customer.userID = user.id
      return .user(customer)
    }
    let books = keyBooks.map(\.path).joined(separator: ", ")
    return .rejected(
      RejectionReason(
        code: "key-unknown", message: "no customer with the key \(Report.shown(customer.key)) has a user in \(books)"))
  }
}

/// A row of a list that names a user: the user, or why it names none.
enum UserRow {
  /// The user, and the second since 1970 before which nothing is done to it.
  case user(Customer, noSoonerThan: Int = 0)
  case rejected(RejectionReason)
}

extension UserID {
  /// What kind of user an id speaks of; `nil` if the text is no user's id.
  static func kind(of text: String) -> UserKind? {
    for (prefix, kind) in [("bot_", UserKind.bot), ("service_", .service)] where text.hasPrefix(prefix) {
      let rest = text.utf8.dropFirst(prefix.utf8.count)
      let isAlphanumeric = rest.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      }
      return isAlphanumeric && (16...64).contains(rest.count) ? kind : nil
    }
    return nil
  }
}

/// Finds the column of a list that tells which users are meant.
private struct UserColumn {
  var reference: UserListIntake.Reference
  var request: MappingRequest

  init(columns: Columns, batch: RecordBatch, arguments: CommandArguments, hasKeyBooks: Bool) throws {
    request = MappingRequest()
    request.metadata = []
    let column = arguments[Options.userColumn]
    if let name = arguments[Options.name] {
      guard !hasKeyBooks else {
        throw UsageError.contradiction("--name tells users by their names, and --keys-from by customer keys: give one")
      }
      reference = .name
      try request.set(.name, .template(Template(parsing: name)))
      if let column { try request.set(.key, .column(column)) }
    } else if hasKeyBooks {
      reference = .key
      // The names come out of the checkpoint, whatever the list calls them.
      if let column { try request.set(.key, .column(column)) }
      if let first = column ?? columns.names.first { try request.set(.name, .column(first)) }
    } else if let column = column ?? Self.columnOfIDs(columns, batch) {
      reference = .id
      try request.set(.key, .column(column))
      try request.set(.name, .column(column))
    } else {
      reference = .name
    }
  }

  /// The first column that holds user ids and nothing else, as far as the first rows tell.
  private static func columnOfIDs(_ columns: Columns, _ batch: RecordBatch) -> String? {
    for (index, name) in columns.names.enumerated() {
      var hasValue = false
      let holdsIDs = batch.allSatisfy { item in
        guard case .record(let record) = item else { return true }
        let text = record[index].text
        if text.isEmpty { return true }
        hasValue = true
        return UserID.kind(of: text) != nil
      }
      if holdsIDs, hasValue { return name }
    }
    return nil
  }
}
