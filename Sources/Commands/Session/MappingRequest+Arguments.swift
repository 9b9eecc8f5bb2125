import Roster

extension MappingRequest {
  /// What a command line says about the mapping.
  init(_ arguments: CommandArguments) throws(MappingFailure) {
    self.init()
    for pair in arguments.all(Options.map) { try map(pair) }
    if let column = arguments[Options.idColumn] { try set(.key, .column(column)) }
    if let name = arguments[Options.name] { try set(.name, .template(Template(parsing: name))) }
    if let description = arguments[Options.description] {
      try set(.description, .template(Template(parsing: description)))
    }
    for list in arguments.all(Options.metadata) { try setMetadata(list) }
    for rule in arguments.all(Options.acl) { addRule(.template(try Template(parsing: rule))) }
    if let column = arguments[Options.sshPublicKey] { try set(.publicKey, .column(column)) }
    if let column = arguments[Options.replaces] { try set(.replaces, .column(column)) }
    if has(.authtokens), arguments.isGiven(Options.authtokens) { throw MappingFailure(.mappedTwice(.authtokens)) }
    if has(.keys), arguments.isGiven(Options.keys) { throw MappingFailure(.mappedTwice(.keys)) }
  }
}
