/// The resources of one kind, sorted by id: found by bisection, listed from the end, created at the end.
///
/// A removed row stays as a gap until half of the rows are gaps, so that removing is no move of a million rows.
struct ResourceTable {
  private var rows: [AccountResource] = []
  private var isGap: [Bool] = []
  private(set) var count = 0

  /// The last id, whether or not it still exists.
  var lastID: AccountText? { rows.last?.id }

  subscript(id: AccountText) -> AccountResource? {
    let index = lowerBound(of: id)
    guard index < rows.count, !isGap[index], rows[index].id == id else { return nil }
    return rows[index]
  }

  mutating func insert(_ resource: AccountResource) {
    count += 1
    guard let lastID, resource.id < lastID else {
      rows.append(resource)
      isGap.append(false)
      return
    }
    let index = lowerBound(of: resource.id)
    rows.insert(resource, at: index)
    isGap.insert(false, at: index)
  }

  mutating func update(_ resource: AccountResource) {
    let index = lowerBound(of: resource.id)
    guard index < rows.count, rows[index].id == resource.id else { return }
    rows[index] = resource
  }

  mutating func remove(_ id: AccountText) {
    let index = lowerBound(of: id)
    guard index < rows.count, !isGap[index], rows[index].id == id else { return }
    isGap[index] = true
    count -= 1
    if rows.count > 64, count * 2 < rows.count {
      rows = rows.indices.filter { !isGap[$0] }.map { rows[$0] }
      isGap = [Bool](repeating: false, count: rows.count)
    }
  }

  /// Calls `body` with the resources whose ids sort before `id` (all, if `nil`), the highest id first, until it
  /// returns false.
  func descend(before id: AccountText?, _ body: (AccountResource) -> Bool) {
    var index = id.map(lowerBound) ?? rows.count
    while index > 0 {
      index -= 1
      if !isGap[index], !body(rows[index]) { return }
    }
  }

  private func lowerBound(of id: AccountText) -> Int {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
