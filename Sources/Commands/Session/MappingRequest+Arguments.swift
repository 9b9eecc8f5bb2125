import Roster

extension MappingRequest {
  /// What a command line says about the mapping.
  init(_ arguments: CommandArguments) throws {
    self.init()
    for pair in arguments.all(Options.map) { try map(pair) }
    if let column = arguments[Options.idColumn] { try setKeyColumn(column) }
    if let name = arguments[Options.name] { try setName(.template(Template(name))) }
    if let description = arguments[Options.description] {
      try setDescription(.template(Template(description)))
    }
    if let columns = arguments[Options.metadata] { setMetadata(columns) }
  }
}
