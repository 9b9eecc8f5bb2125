import Engine
import RecordStreams
import Roster

extension Options {
  static let format = CommandOption<ListFormat>.choice(
    "format", among: ListFormat.allCases, in: .list, of: readers,
    "How the list is written (default: by the name of the file, packed or not, else by its first bytes)")

  static let encoding = CommandOption<TextEncoding>(
    "encoding", placeholder: "NAME",
    accepted: "the name of an encoding, such as utf-8, utf-16, windows-1252, iso-8859-15, shift_jis, gbk",
    in: .list, of: readers, "How the list's text is encoded (default: UTF-16 and UTF-32 are recognised, else UTF-8)"
  ) { TextEncoding($0) }

  static let maxUncompressed = CommandOption<Int>(
    "max-uncompressed", placeholder: "SIZE", accepted: "a size such as 500M, 20G, from 1 to 1024T",
    in: .list, of: readers, "How large a packed list may become when it is unpacked (default: 4G)",
    parse: parseSize)

  static let delimiter = CommandOption<UInt8>(
    "delimiter", placeholder: "CHAR", accepted: "one ASCII character, or tab, comma, semicolon, pipe, space",
    in: .list, of: readers, "What stands between fields (default: found from the content)", parse: parseDelimiter)

  static let quote = CommandOption<QuoteChoice>(
    "quote", placeholder: "CHAR", accepted: "one ASCII character, or none where quotes have no meaning",
    in: .list, of: readers, "What stands around fields, or none (default: \", or ' where the content shows it)"
  ) { QuoteChoice($0) }

  static let escape = CommandOption<UInt8>(
    "escape", placeholder: "CHAR", accepted: "one ASCII character, such as \\", in: .list, of: readers,
    "What takes the meaning of a quote, delimiter or line break behind it (default: nothing; quotes are doubled)",
    parse: parseDelimiter)

  static let comment = CommandOption<UInt8>(
    "comment", placeholder: "CHAR", accepted: "one ASCII character, such as #", in: .list, of: readers,
    "Lines that begin with it are passed over", parse: parseDelimiter)

  static let header = CommandOption.flag(
    "header", in: .list, of: readers, "The first row is the header, even if it looks like data")

  static let noHeader = CommandOption.flag(
    "no-header", in: .list, of: readers, "The first row is data; columns are called column1, column2 …")

  static let recordsPath = CommandOption<RecordsPath>(
    "records-path", placeholder: "PATH",
    accepted:
      "names of members with dots between, such as data.customers, or a JSON pointer, or . for the document itself",
    in: .list, of: readers, "Where in a JSON document the list is (default: found where there is only one)"
  ) { RecordsPath($0) }

  static let keyed = CommandOption.flag(
    "keyed", in: .list, of: readers,
    "The JSON list is an object whose members are the records; their names become the column key")

  static let skipRows = CommandOption.count(
    "skip-rows", from: 0...1_000_000, in: .list, of: readers, "Lines to pass over in front of the header")

  static let record = CommandOption.text(
    "record", "NAME", accepted: "the name of an element without its prefix, or the end of its path",
    in: .list, of: readers, "The XML element that is a record (default: the one that repeats)")

  static let maxRows = CommandOption.count(
    "max-rows", from: 1...1_000_000_000, in: .list, of: readers, "Reads no more than N rows")

  static let filter = CommandOption.text(
    "where", "CONDITION",
    accepted: "a condition on columns, such as 'status == \"active\" && country in [\"DE\", \"FR\"]'", in: .list,
    of: readers,
    "Takes only rows that meet a condition, such as 'status == \"active\" && seats > 5'; an empty one takes all")

  static let defused = CommandOption.flag(
    "spreadsheet", in: .list, of: readers,
    "The list was written with --spreadsheet: takes the apostrophes off again")

  static let listOptions: [OptionDeclaration] = [
    format.declaration, encoding.declaration, delimiter.declaration, quote.declaration, escape.declaration,
    comment.declaration, header.declaration, noHeader.declaration, skipRows.declaration, maxRows.declaration,
    recordsPath.declaration, keyed.declaration, record.declaration, maxUncompressed.declaration, filter.declaration,
    defused.declaration,
  ]
}

extension Options {
  private static let mappableFields = "key, name, description, metadata, keys, authtokens, acl, ssh-public-key, active"

  static let map = CommandOption.text(
    "map", "FIELD=COLUMN", isRepeatable: true,
    accepted: "a field (\(mappableFields)) and a column or template",
    in: .customers, of: mappers,
    "Takes a field (\(mappableFields)) from a column, or from a template such as "
      + "'name={company | trim}'; can be given several times")

  static let name = CommandOption.text(
    "name", "TEMPLATE", accepted: "a text with columns in braces, such as '{company} ({id})'",
    in: .customers, of: mappers.union(userJobs),
    "What bot users are called, such as '{company} ({id})' or '{email | before:@}'")

  static let idColumn = CommandOption.text(
    "id-column", "COLUMN", accepted: "the name of a column", in: .customers, of: mappers,
    "The column that tells customers apart (the key)")

  static let description = CommandOption.text(
    "description", "TEMPLATE", accepted: "a text with columns in braces; an empty one leaves descriptions empty",
    in: .customers, of: mappers, "What the credentials' descriptions say")

  static let metadata = CommandOption.text(
    "metadata", "COLUMNS", isRepeatable: true,
    accepted: "names of columns with commas between, or member=column; an empty text means none",
    in: .customers, of: mappers,
    "What goes into the credentials' metadata, with commas between, such as 'plan,region=address.region'")

  static let keys = CommandOption.count(
    "keys", from: CustomerLimits.keys, in: .customers, of: mappers, "API keys for each customer (default: 1)")

  static let authtokens = CommandOption.count(
    "authtokens", from: CustomerLimits.keys, in: .customers, of: mappers, "Authtokens for each customer (default: 0)")

  static let acl = CommandOption<String>(
    "acl", placeholder: "TEMPLATE", isRepeatable: true,
    accepted: "a rule such as 'bind:*.{slug}.example.com', a column in braces that holds rules, or *",
    in: .customers, of: mappers,
    "What the authtokens and SSH credentials may bind, such as 'bind:*.{slug}.example.com' (default: anything); "
      + "can be given several times"
  ) { $0.isEmpty ? nil : $0 }

  static let sshPublicKey = CommandOption.text(
    "ssh-public-key", "COLUMN", accepted: "the name of a column", in: .customers, of: mappers,
    "The column with the customers' SSH public keys; each gets an SSH credential, unless it is empty")

  static let replaces = CommandOption.text(
    "replaces", "COLUMN", accepted: "the name of a column", in: .customers, of: mappers,
    "The column with the id of an older API key or authtoken, whoever owns it: the customer's new one says the same, and "
      + "muster retire deletes the old one later")

  static let existing = CommandOption<ExistingPolicy>.choice(
    "existing", among: ExistingPolicy.allCases, in: .customers, of: mappers,
    "What to do where the account has the name already (default: fail)")

  static let strict = CommandOption.flag(
    "strict", in: .customers, of: mappers.union(userJobs), "Sends nothing if a single row is rejected")

  static let customerOptions: [OptionDeclaration] = [
    map.declaration, name.declaration, idColumn.declaration, description.declaration, metadata.declaration,
    keys.declaration, authtokens.declaration, acl.declaration, sshPublicKey.declaration, replaces.declaration,
    existing.declaration,
    strict.declaration,
  ]
}
