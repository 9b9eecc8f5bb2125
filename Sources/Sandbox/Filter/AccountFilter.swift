/// A list's `filter`: the subset of CEL that ngrok documents, without its date arithmetic and `size()`.
///
/// The expression is compiled into postfix form with a stack of its own, so no input can nest deep enough to matter.
/// Source: https://ngrok.com/docs/api/api-filtering.
struct AccountFilter: Sendable {
  enum Field: String, Sendable, CaseIterable {
    case id, description, metadata, acl
    case createdAt = "created_at"
    case ownerID = "owner_id"
  }

  enum Comparison: Sendable, Equatable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  }

  enum Value: Sendable, Equatable {
    case text(AccountText)
    /// The rules of a credential, or a list to compare them with.
    case texts([AccountText])
    /// Nanoseconds since 1970.
    case instant(Int64)
    case null
  }

  enum Step: Sendable, Equatable {
    case compare(Field, Comparison, Value)
    case isMember(Field, [Value])
    /// `"…" in obj.field`
    case contains(Field, AccountText)
    case constant(Bool)
    case not, and, or
  }

  let steps: [Step]

  func matches(_ resource: AccountResource) -> Bool {
    var stack: [Bool] = []
    for step in steps {
      switch step {
      case .compare(let field, let comparison, let value):
        stack.append(comparison.holds(between: field.value(of: resource), and: value))
      case .isMember(let field, let values): stack.append(values.contains(field.value(of: resource)))
      case .contains(let field, let text):
        if case .texts(let texts) = field.value(of: resource) {
          stack.append(texts.contains(text))
        } else {
          stack.append(false)
        }
      case .constant(let value): stack.append(value)
      case .not: stack.append(!(stack.popLast() ?? false))
      case .and:
        let right = stack.popLast() ?? false
        stack.append((stack.popLast() ?? false) && right)
      case .or:
        let right = stack.popLast() ?? false
        stack.append((stack.popLast() ?? false) || right)
      }
    }
    return stack.last ?? false
  }

  /// The owner that every match has, if the expression is plainly an `owner_id == "…" && …`; lists then walk over that
  /// owner's credentials alone instead of all of the account's.
  var requiredOwner: AccountText? {
    guard !steps.contains(.or), !steps.contains(.not) else { return nil }
    for case .compare(.ownerID, .equal, .text(let owner)) in steps { return owner }
    return nil
  }
}

extension AccountFilter.Field {
  func value(of resource: AccountResource) -> AccountFilter.Value {
    switch self {
    case .id: .text(resource.id)
    case .description: .text(resource.description)
    case .metadata: .text(resource.metadata)
    case .acl: .texts(resource.acl)
    case .createdAt: .instant(resource.createdAt * 1_000_000_000)
    case .ownerID: resource.ownerID.map { .text($0) } ?? .null
    }
  }
}

extension AccountFilter.Comparison {
  func holds(between left: AccountFilter.Value, and right: AccountFilter.Value) -> Bool {
    switch (left, right) {
    case (.text(let left), .text(let right)): holds(left, right)
    case (.instant(let left), .instant(let right)): holds(left, right)
    default: self == .notEqual ? left != right : self == .equal && left == right
    }
  }

  private func holds<Operand: Comparable>(_ left: Operand, _ right: Operand) -> Bool {
    switch self {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }

  /// The same comparison with its sides exchanged.
  var mirrored: Self {
    switch self {
    case .equal, .notEqual: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }
}
