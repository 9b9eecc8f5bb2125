import RecordStreams

/// A filter made ready for a list with certain columns.
///
/// Values are taken as the mapping takes them: without outer white space; `null` and what is missing count as absent.
public struct FilterPlan {
  enum Instruction {
    case test(FilterTest)
    case not
    /// Where the sides of `&&` and `||` meet: what is on the right is left out if the left has decided.
    case skipIfFalse(Int)
    case skipIfTrue(Int)
  }

  private let filter: RecordFilter
  private var sources: [FieldSource]
  private let program: [Instruction]
  private let scratch = FieldScratch()
  private var knownColumns: Int
  private var hasMatched = false

  /// - Parameter columns: the list's; a name of the filter that leads nowhere in them is a failure, now or, if more columns may
  ///   come, in `finish(columns:)`.
  public init(_ filter: RecordFilter, columns: Columns) throws(FilterFailure) {
    self.filter = filter
    knownColumns = columns.count
    let names = filter.columns.sorted()
    var sources: [FieldSource] = []
    for name in names {
      guard let found = column(named: name, among: columns) ?? (columns.mayGrow ? name : nil) else {
        throw filter.unknownColumn(name, among: columns)
      }
      sources.append(FieldSource(found, in: columns))
    }
    self.sources = sources
    program = FilterPlan.program(of: filter.steps, positions: Dictionary(uniqueKeysWithValues: zip(names, 0...)))
  }

  /// To be called when there may be more columns.
  public mutating func resolve(in columns: Columns) {
    guard columns.count > knownColumns else { return }
    for index in sources.indices { sources[index].resolve(in: columns) }
    knownColumns = columns.count
  }

  /// Whether the filter takes the record.
  public mutating func matches(_ record: Record) -> Bool {
    hasMatched = true
    scratch.removeAll()
    return isTrue { sources[$0].value(in: record, scratch: scratch) }
  }

  /// The same for a row that is no record of a list, with a field for each column of the plan.
  public func matches(_ fields: UnsafeBufferPointer<Field>) -> Bool {
    scratch.removeAll()
    return isTrue { number in
      guard let position = sources[number].position, position < fields.count else { return .missing }
      return fields[position]
    }
  }

  /// To be called when all records have been seen: refuses a name that was in none of them.
  public func finish(columns: Columns) throws(FilterFailure) {
    guard hasMatched else { return }
    for (name, source) in zip(filter.columns.sorted(), sources) where source.leadsNowhere {
      throw filter.unknownColumn(name, among: columns)
    }
  }

  private func isTrue(_ field: (Int) -> Field) -> Bool {
    var result = true
    var next = 0
    while next < program.count {
      switch program[next] {
      case .test(let test): result = test.holds(scratch: scratch, field)
      case .not: result.toggle()
      case .skipIfFalse(let count): if !result { next += count }
      case .skipIfTrue(let count): if result { next += count }
      }
      next += 1
    }
    return result
  }

  /// Joins the two sides of each operator, from the postfix form inside out.
  private static func program(of steps: [RecordFilter.Step], positions: [String: Int]) -> [Instruction] {
    var parts: [[Instruction]] = []
    for step in steps {
      switch step {
      case .and, .or:
        let right = parts.popLast() ?? []
        let left = parts.popLast() ?? []
        parts.append(left + [step == .and ? .skipIfFalse(right.count) : .skipIfTrue(right.count)] + right)
      case .not: parts.append((parts.popLast() ?? []) + [.not])
      default: parts.append([.test(FilterTest(step, positions: positions))])
      }
    }
    return parts.last ?? []
  }
}

extension RecordFilter {
  fileprivate func unknownColumn(_ name: String, among columns: Columns) -> FilterFailure {
    FilterFailure(
      .unknownColumn(name, suggestion: nearest(to: name, among: columns.names), columns: columns.names), in: text,
      at: places[name] ?? 1)
  }
}
