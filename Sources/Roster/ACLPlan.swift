import RecordStreams

/// Makes a customer's ACL rules of a record: one of each template, or as many as stand in a column.
struct ACLPlan {
  private struct Rule {
    let plan: FieldPlan
    let template: Template
    /// Whether the template is a value and nothing else, which then may hold several rules, or a JSON list of them.
    let holdsSeveral: Bool
  }

  private var rules: [Rule]

  init(_ templates: [Template], columns: Columns) throws(MappingFailure) {
    rules = []
    for template in templates {
      let plan = try FieldPlan(template, for: .acl, columns: columns)
      rules.append(
        Rule(plan: plan, template: template, holdsSeveral: template.parts.count == 1 && plan.values.count == 1))
    }
  }

  var isEmpty: Bool { rules.isEmpty }

  /// To be called when there are more columns.
  func resolve(in columns: Columns) {
    for rule in rules { rule.plan.resolve(in: columns) }
  }

  /// Names that have led nowhere so far.
  var unmatchedNames: [String] { rules.flatMap(\.plan.unmatchedNames) }

  /// The rules, a rule a line, or why they cannot be made of this record.
  enum Outcome {
    case rules(FieldValue)
    case rejected(RowRejection)
  }

  func value(of record: Record, in workspace: inout MappingWorkspace) -> Outcome {
    var texts: [UnsafeRawBufferPointer] = []
    for rule in rules {
      let start = workspace.buffer.count
      let value = rule.plan.value(of: record, in: &workspace)
      if value.emptyValue >= 0 { return .rejected(.empty(.acl, rule.plan.values[value.emptyValue])) }
      if value.isNested, !rule.holdsSeveral { return .rejected(.nested(.acl, column: rule.plan.onlyColumn)) }
      // What was written into the buffer would move with the next rule.
      let text = workspace.take(value, writtenFrom: start)
      let found = rule.holdsSeveral ? Self.rules(in: text) : [text]
      if found.isEmpty { return .rejected(.empty(.acl, rule.plan.values.first)) }
      for text in found {
        if let reason = ACLRule.fault(in: text) { return .rejected(.invalidRule(text, reason, madeBy: rule.template)) }
      }
      texts += found
    }
    let start = workspace.buffer.count
    for (number, text) in texts.enumerated() {
      if number > 0 { workspace.buffer.append(UInt8(ascii: "\n")) }
      workspace.buffer.append(contentsOf: text)
    }
    return .rules(FieldValue(inBuffer: start..<workspace.buffer.count))
  }

  /// The rules in a text with white space, commas or semicolons between, or in a JSON list of texts; none of the
  /// characters around them can stand in a rule.
  private static func rules(in text: UnsafeRawBufferPointer) -> [UnsafeRawBufferPointer] {
    let isList = text.first == UInt8(ascii: "[")
    return text.split { byte in
      switch byte {
      case 0x09...0x0d, 0x20, UInt8(ascii: ","), UInt8(ascii: ";"): true
      case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\""): isList
      default: false
      }
    }.map { UnsafeRawBufferPointer(rebasing: $0) }
  }
}

extension RowRejection {
  static func invalidRule(_ rule: UnsafeRawBufferPointer, _ reason: String, madeBy template: Template) -> RowRejection {
    let place = template.onlyColumn.map { " in column \"\($0)\"" } ?? ", made by '\(template)',"
    return RowRejection(
      code: "acl-invalid",
      message: "the ACL rule \"\(shown(String(decoding: rule, as: UTF8.self)))\"\(place) is none: \(reason)",
      column: template.onlyColumn)
  }
}
