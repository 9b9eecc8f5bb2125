/// What a job file says for an option, as the texts that the command line would have.
struct JobFileValue {
  private let option: OptionDeclaration
  private let file: String

  init(_ option: OptionDeclaration, in file: String) {
    self.option = option
    self.file = file
  }

  /// - Returns: nothing if the option is not given: `false` for one without a value, `null` for any.
  func texts(of value: JSON5Value) throws(Report) -> [String] {
    switch value.content {
    case .null: return []
    case .boolean(let isGiven) where option.placeholder == nil: return isGiven ? [""] : []
    case .array(let values) where option.isRepeatable:
      var texts: [String] = []
      for element in values { texts.append(try text(of: element, behind: "")) }
      return texts
    case .object(let members) where option.isRepeatable:
      var texts: [String] = []
      for member in members {
        let values = if case .array(let values) = member.value.content { values } else { [member.value] }
        for element in values { texts.append(try text(of: element, behind: member.name + "=")) }
      }
      return texts
    default: return [try text(of: value, behind: "")]
    }
  }

  private func text(of value: JSON5Value, behind prefix: String) throws(Report) -> String {
    guard option.placeholder != nil else { throw wrongKind(value) }
    let text: String
    switch value.content {
    case .string(let written), .number(let written): text = prefix + written
    case .boolean, .null, .array, .object: throw wrongKind(value)
    }
    guard option.accepts(text) else {
      throw Report(.unacceptable(option.name, value: text, accepted: option.accepted), in: file, at: value.place)
    }
    return text
  }

  private func wrongKind(_ value: JSON5Value) -> Report {
    let accepted = option.placeholder == nil ? "true or false" : option.accepted
    return Report(.wrongKind(option.name, accepted: accepted), in: file, at: value.place)
  }
}
