import RecordStreams
import Roster

/// A job file that says what was given, and what `check` found out besides, with the reasons as comments.
struct JobFileText {
  private(set) var text: String
  private var written: Set<String> = [
    Options.job.declaration.name, Options.writeJob.declaration.name, Options.logFormat.declaration.name,
    Options.verbose.declaration.name, Options.quiet.declaration.name, Options.rejects.declaration.name,
  ]
  private let arguments: CommandArguments

  init(of intake: ListIntake, _ arguments: CommandArguments) {
    self.arguments = arguments
    text = """
      // A job for muster: muster import --job FILE does what muster check has shown.
      // The names are those of the command line; what stands on the command line counts more than what stands here.
      // The API key never stands here: put it into NGROK_API_KEY, or into a file for "api-key-file".
      {
        // Paths are as on the command line: from the folder in which muster is called.
      """ + "\n"
    write("list", Self.quoted(intake.path))
    writeShape(intake.shape)
    writeMapping(intake.proposal)
    writeRest()
    text += "}\n"
  }

  private mutating func writeShape(_ shape: ListShape) {
    begin("How the list is written")
    write(Options.format, Self.quoted(shape.format.rawValue))
    let known: [ListFormat] = [.csv, .tsv]
    if known.contains(shape.format) {
      write(Options.delimiter, Self.quoted(Self.name(of: shape.delimiter)))
      write(Options.quote, Self.quoted(shape.quote.map(Self.name) ?? "none"))
      if let escape = shape.escape { write(Options.escape, Self.quoted(Self.name(of: escape))) }
      write(shape.hasHeader ? Options.header : Options.noHeader, "true")
      // Only one of the two can be meant.
      written.formUnion([Options.header.declaration.name, Options.noHeader.declaration.name])
    }
    for option in Options.listOptions where option.name != Options.filter.declaration.name { writeGiven(option) }
    if arguments.isGiven(Options.filter) {
      writeGiven(Options.filter.declaration)
    } else {
      text += "  // where: 'status == \"active\"',\n"
    }
  }

  private mutating func writeMapping(_ proposal: MappingProposal) {
    begin("What becomes what")
    let mapping = proposal.mapping
    text += "  map: {\n"
    for choice in proposal.choices where choice.field != .metadata && !choice.source.isEmpty {
      let template: Template? =
        switch choice.field {
        case .key: mapping.key
        case .name: mapping.name
        case .description: mapping.description
        case .keys: mapping.keys
        case .active: mapping.active
        case .credentials: mapping.credentials
        case .authtokens: mapping.authtokens
        case .publicKey: mapping.publicKey
        case .replaces: mapping.replaces
        case .metadata, .acl: nil
        }
      guard let template else { continue }
      text +=
        "    \(Self.label(choice.field.rawValue)): \(Self.quoted(template.mappingText)),  \(Self.comment(choice.explanation))\n"
    }
    text += "  },\n"
    if mapping.description.parts.isEmpty { write("description", "\"\"", "left empty") }
    let members = mapping.metadata.map { Self.quoted($0.description) }
    let reason = proposal.choices.first { $0.field == .metadata }?.explanation ?? ""
    write("metadata", members.isEmpty ? "\"\"" : "[\(members.joined(separator: ", "))]", reason)
    if !proposal.unusedColumns.isEmpty {
      text += "  \(Self.comment("not used: " + proposal.unusedColumns.joined(separator: ", ")))\n"
    }
    if !mapping.acl.isEmpty {
      write(Options.acl, "[\(mapping.acl.map { Self.quoted($0.description) }.joined(separator: ", "))]")
    }
    if mapping.authtokens == nil, let count = arguments[Options.authtokens] { write(Options.authtokens, "\(count)") }
    if mapping.keys == nil { write(Options.keys, "\(arguments.keyCount(for: mapping))") }
    write(Options.existing, Self.quoted((arguments[Options.existing] ?? .fail).rawValue))
    written.formUnion(
      [
        Options.map.declaration, Options.name.declaration, Options.idColumn.declaration,
        Options.description.declaration, Options.sshPublicKey.declaration, Options.replaces.declaration,
      ]
      .map(\.name))
  }

  private mutating func writeRest() {
    let rest = Options.all.filter { arguments.given[$0.name] != nil && !written.contains($0.name) }
    guard !rest.isEmpty else { return }
    begin("As given")
    for option in rest where option.commands.contains(arguments.command) { writeGiven(option) }
  }

  // MARK: Pieces

  private mutating func begin(_ title: String) { text += "\n  // \(title)\n" }

  private mutating func write(_ option: CommandOption<some Sendable>, _ value: String) {
    write(option.declaration.name, value)
  }

  private mutating func write(_ name: String, _ value: String, _ remark: String = "") {
    written.insert(name)
    text += "  \(Self.label(name)): \(value),\(remark.isEmpty ? "" : "  " + Self.comment(remark))\n"
  }

  /// A name as JSON5 takes it: one with a hyphen needs quotes.
  private static func label(_ name: String) -> String {
    name.utf8.allSatisfy { (0x61...0x7A).contains($0) } ? name : quoted(name)
  }

  private mutating func writeGiven(_ option: OptionDeclaration) {
    guard let values = arguments.given[option.name], !written.contains(option.name) else { return }
    if option.placeholder == nil {
      write(option.name, "true")
    } else if option.isRepeatable {
      write(option.name, "[\(values.map(Self.quoted).joined(separator: ", "))]")
    } else if let value = values.last {
      let isNumber = (1...15).contains(value.utf8.count) && value.utf8.allSatisfy { (0x30...0x39).contains($0) }
      write(option.name, isNumber ? value : Self.quoted(value))
    }
  }

  /// A comment to the end of the line, in which no name from the list can begin another line.
  private static func comment(_ text: String) -> String {
    let line = text.unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}" ? " " : scalar
    }
    return "// " + String(String.UnicodeScalarView(line))
  }

  private static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    JSONText.append(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func name(of byte: UInt8) -> String {
    switch byte {
    case 0x09: "tab"
    case 0x20: "space"
    default: String(Character(Unicode.Scalar(byte)))
    }
  }
}
