import Engine
import Runner

/// Takes the pages of lists as an engine reads them, where nothing has to be kept for a resumption.
final class PageReceiver: LedgerAccess {
  private let take: (ListedItems) throws -> Void
  /// What `take` threw first; nothing is handed to it any more then.
  private(set) var failure: (any Error)?

  /// - Parameter take: is handed each page once, and pages of a list that has to be read anew once more.
  init(_ take: @escaping (ListedItems) throws -> Void) { self.take = take }

  /// Never throws: the loop would commit the same batch once more, and an error here is none of a file.
  func commit(_ changes: [Change]) {
    for case .listed(let page) in changes where failure == nil {
      do { try take(page.items) } catch { failure = error }
    }
  }

  func pending(after cursor: CustomerID?, limit: Int) -> [PendingCustomer] { [] }

  func answer(_ lookup: Lookup) -> LookupAnswer { lookup.question.answeredWithNothing }
}
