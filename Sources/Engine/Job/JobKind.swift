/// What a job does to each of its customers; `Subject.steps` says by which steps.
public enum JobKind: String, Sendable, CaseIterable {
  /// Makes users and credentials for the customers of a list.
  case `import`
  /// Lets the credentials of users work again.
  case activate
  /// Lets no credential of users work any more, and keeps them.
  case deactivate
  /// Deletes users with all their credentials.
  case delete
  /// Takes back what an import made: deletes its users, or its credentials on users that were there before.
  case withdraw
  /// Issues new credentials beside those that users have.
  case rotate
  /// Deletes credentials, those for instance that others have taken the place of.
  case retire
}
