import Ledger
import NgrokAPI
import RecordStreams
import Roster

/// The shape of an export: what one record is, and its columns.
struct ExportLayout {
  let isNested: Bool
  /// The columns that are written.
  let columns: [ExportColumn]
  /// The columns that records are composed of, to be held against the condition; those that are written among them.
  let composedColumns: [ExportColumn]
  /// Which records are written; `nil`: all.
  let filter: FilterPlan?
  /// Whether the export is to be imported into another account: then only users that were listed are of use.
  let isForImport: Bool
  let sorting: [InventorySort]
  let format: OutputFormat
  /// Whether members that this program does not know are written behind a user's own: with a column list of the person's
  /// they are not asked for.
  let keepsOtherMembers: Bool

  /// - Throws: a `UsageError`, or a `FilterFailure` for a condition that says nothing.
  init(_ arguments: CommandArguments, format: OutputFormat, with kinds: [CredentialKind]) throws {
    guard !(arguments.has(Options.nested) && arguments.has(Options.flat)) else {
      throw UsageError.contradiction("--nested and --flat are two shapes: give one of them")
    }
    isForImport = arguments.has(Options.forImport)
    if isForImport, arguments.has(Options.flat) || arguments.isGiven(Options.select) {
      throw UsageError.contradiction("--for-import has columns of its own: leave --flat and --select out")
    }
    let isJSON = format == .json || format == .ndjson
    let isNested = arguments.has(Options.nested) || isForImport || (isJSON && !arguments.has(Options.flat))
    let available = isForImport ? ExportColumn.forImport : ExportColumn.all(isNested: isNested, with: kinds)
    columns =
      try arguments[Options.select].map { text throws(UsageError) in
        try Self.selected(text, among: available, isNested: isNested)
      } ?? available
    filter = try RecordFilter(arguments).map { filter in
      try FilterPlan(filter, columns: Columns(available.map(\.rawValue)))
    }
    composedColumns = filter == nil ? columns : available
    keepsOtherMembers = isNested && isJSON && !isForImport && !arguments.isGiven(Options.select)
    sorting = arguments[Options.sort] ?? []
    if isNested, let key = sorting.first(where: { !$0.key.isOfOwner })?.key {
      throw UsageError.contradiction(
        "--sort \(key.rawValue) sorts credentials, and a record is a user here: add --flat")
    }
    guard !arguments.has(Options.spreadsheet) || format == .csv || format == .tsv else {
      throw UsageError.contradiction("--spreadsheet is for cells of csv and tsv, not for \(format.rawValue)")
    }
    self.isNested = isNested
    self.format = format
  }

  private static func selected(
    _ text: String, among available: [ExportColumn], isNested: Bool
  ) throws(UsageError) -> [ExportColumn] {
    var columns: [ExportColumn] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = part.filter { $0 != " " }
      guard let column = available.first(where: { $0.rawValue == name }) else {
        throw .contradiction(
          "--select: " + why(name, isMissingAmong: available, isNested: isNested)
            + " The columns are \(available.map(\.rawValue).joined(separator: ", "))")
      }
      guard !columns.contains(column) else { throw .contradiction("--select names \(name) twice") }
      columns.append(column)
    }
    return columns
  }

  private static func why(_ name: String, isMissingAmong available: [ExportColumn], isNested: Bool) -> String {
    if ExportColumn(rawValue: name) != nil {
      return "\(name) is no column here; --\(isNested ? "flat" : "nested") or --with may bring it."
    }
    let nearest = nearestName(to: name, among: available.map(\.rawValue))
    return "there is no column \(Report.shown(name))." + (nearest.map { " Did you mean \($0)?" } ?? "")
  }
}
