/// What a job does to each of its customers; `Subject.steps` says by which steps.
public enum JobKind: String, Sendable, CaseIterable {
  /// Makes users and credentials for the customers of a list.
  case `import`
  /// Lets the credentials of users work again.
  case activate
  /// Lets no credential of users work any more, and keeps them.
  case deactivate
}
