import RecordStreams

/// A job file: options of the command line in JSON5, and the list they are about.
///
/// ```
/// { list: "customers.csv", map: { name: "company", key: "crm.id" }, "max-share": "50%", strict: true }
/// ```
struct JobFile {
  /// No command line is as long.
  static let largestSize = 1 << 20
  static let listMember = "list"

  let name: String
  private let members: [JSON5Value.Member]

  /// Reads the file at `path`; `-` is standard input.
  init(path: String) throws {
    let source = try FileByteSource(path: path)
    let name = source.name
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= Self.largestSize {
      let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    guard bytes.count <= Self.largestSize else { throw Report(.tooLarge(limit: Self.largestSize), in: name) }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Report(.notUTF8, in: name) }
    try self.init(text: text, name: name)
  }

  init(text: String, name: String) throws(Report) {
    self.name = name
    let document: JSON5Value
    do throws(JSON5Failure) {
      var parser = JSON5Parser(text)
      document = try parser.parse()
    } catch {
      throw Report(error, in: name)
    }
    guard case .object(let members) = document.content else {
      throw Report(.notAnObject, in: name, at: document.place)
    }
    self.members = members
  }

  /// The command line with what the file says besides; where both speak, the command line counts.
  ///
  /// Options that another command takes and this one does not are passed over, so that one file serves all of them.
  func applied(to arguments: CommandArguments) throws(Report) -> CommandArguments {
    var given: [String: [String]] = [:]
    var list: String?
    for member in members {
      if member.name == Self.listMember {
        guard case .string(let path) = member.value.content, !path.isEmpty else {
          throw Report(.wrongKind(member.name, accepted: "a file's path"), in: name, at: member.value.place)
        }
        list = path
        continue
      }
      let option = try declaration(of: member, for: arguments.command)
      let values = try JobFileValue(option, in: name).texts(of: member.value)
      if option.commands.contains(arguments.command), !values.isEmpty { given[option.name] = values }
    }
    var arguments = arguments
    arguments.adopt(given)
    if arguments.operands.isEmpty, let list, CommandDeclaration.of(arguments.command).operand == "FILE" {
      arguments.operands = [list]
    }
    return arguments
  }

  private func declaration(
    of member: JSON5Value.Member, for command: CommandName
  ) throws(Report) -> OptionDeclaration {
    let name = member.name
    if ["api-key", "apikey", "api_key", "key", "token", "ngrok_api_key"].contains(name.lowercased()) {
      throw Report(.secret(name), in: self.name, at: member.place)
    }
    let ofThisFile = [Options.job, Options.writeJob, Options.scenario].map(\.declaration.name)
    let known = Options.all.filter { !ofThisFile.contains($0.name) }
    if let option = known.first(where: { $0.name == name && $0.commands.contains(command) })
      ?? known.first(where: { $0.name == name })
    {
      return option
    }
    // Names as other configurations write them: maxShare, max_share.
    let spelled = name.replacing("_", with: "-").map { $0.isUppercase ? "-\($0.lowercased())" : String($0) }.joined()
    let names = known.map(\.name) + [Self.listMember]
    let suggestion = names.contains(spelled) ? spelled : nearestName(to: spelled, among: names)
    throw Report(.unknownOption(name, nearest: suggestion), in: self.name, at: member.place)
  }
}
