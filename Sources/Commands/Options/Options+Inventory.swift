import Ledger
import NgrokAPI
import RecordStreams

extension Options {
  static let with = CommandOption<InventoryLists>(
    "with", placeholder: "LISTS", accepted: InventoryLists.accepted, in: .inventory, of: [.export],
    "Which credentials are read, with commas between: keys, authtokens, ssh; or none (default: all three)"
  ) { InventoryLists($0) }

  static let inventoryFormat = CommandOption<OutputFormat>.choice(
    "to", among: [.csv, .tsv, .json, .ndjson, .xml, .table], in: .inventory, of: [.export],
    "How it is written (default: by the name of the -o file, else csv)")

  static let inventoryCheckpoint = CommandOption.file(
    "checkpoint", in: .inventory, of: [.export],
    "Where what is read is gathered until it is written (default: beside the -o file, FILE.export.muster)")

  static let nested = CommandOption.flag(
    "nested", in: .inventory, of: [.export],
    "One record a user, its credentials in lists (default for json and ndjson)")

  static let flat = CommandOption.flag(
    "flat", in: .inventory, of: [.export],
    "One record a credential, and one for a user that has none (default for csv, tsv, xml and table)")

  static let inventoryFilter = CommandOption.text(
    "where", "CONDITION",
    accepted: "a condition on columns, such as 'active == false && created_at < \"2025-01-01\"'", in: .inventory,
    of: [.export], "Writes only records that meet a condition on columns, such as 'active == false'")

  static let select = CommandOption.text(
    "select", "COLUMNS", accepted: "names of columns with commas between", in: .inventory, of: [.export],
    "The columns to write and their order; the list of them is below")

  static let sort = CommandOption<[InventorySort]>(
    "sort", placeholder: "COLUMNS", accepted: InventorySort.accepted, in: .inventory, of: [.export],
    "Sorts by columns with commas between, :desc behind one for the other way round (default: newest first)"
  ) { InventorySort.parse($0) }

  static let forImport = CommandOption.flag(
    "for-import", in: .inventory, of: [.export],
    "A list for muster import with another account's API key: users with their activity and credentials")

  static let spreadsheet = CommandOption.flag(
    "spreadsheet", in: .inventory, of: [.export],
    "Puts an apostrophe in front of CSV cells that a spreadsheet would run as formulas; reading with --spreadsheet "
      + "takes it off again")

  static let inventoryOptions: [OptionDeclaration] = [
    with.declaration, inventoryFormat.declaration, inventoryCheckpoint.declaration, nested.declaration,
    flat.declaration, inventoryFilter.declaration, select.declaration, sort.declaration,
    forImport.declaration, spreadsheet.declaration,
  ]
}

/// Which lists of credentials belong to an inventory.
struct InventoryLists: Sendable, Equatable {
  let kinds: [CredentialKind]

  static let all = InventoryLists(kinds: CredentialKind.allCases)
  static let accepted = "keys, authtokens and ssh with commas between, or none"

  private init(kinds: [CredentialKind]) { self.kinds = kinds }

  init?(_ text: String) {
    if text == "none" {
      kinds = []
      return
    }
    let words: [String: CredentialKind] = ["keys": .apiKey, "authtokens": .authtoken, "ssh": .ssh]
    let chosen = text.split(separator: ",", omittingEmptySubsequences: false).map { words[String($0)] }
    guard !chosen.contains(nil) else { return nil }
    kinds = CredentialKind.allCases.filter { chosen.contains($0) }
  }
}

extension InventorySort {
  static let accepted =
    "columns with commas between, such as name or created_at:desc; they can be "
    + alternatives(InventorySortKey.allCases.map(\.rawValue))

  static func parse(_ text: String) -> [InventorySort]? {
    var sorting: [InventorySort] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let isDescending = part.hasSuffix(":desc")
      let name = isDescending ? part.dropLast(5) : part.hasSuffix(":asc") ? part.dropLast(4) : part
      guard let key = InventorySortKey(rawValue: String(name)) else { return nil }
      sorting.append(InventorySort(key, isDescending: isDescending))
    }
    return sorting
  }
}
