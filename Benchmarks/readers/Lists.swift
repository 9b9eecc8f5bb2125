import Foundation
import RecordStreams

/// Lists of customers as a CRM exports them, about 95 bytes a row in CSV, every sixth name with an umlaut.
enum Lists {
  /// Writes the same customers whatever the format, as `customers.FORMAT` in `folder`.
  static func write(to folder: String, rows: Int, as format: OutputFormat) throws {
    let path = "\(folder)/customers.\(format.rawValue)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(descriptor) }
    var writer = format.makeWriter(to: FileByteSink(descriptor: descriptor, name: path), recordName: "customer")
    try writer.begin(columns: ["id", "company", "email", "plan", "region", "country", "created_at"])
    for row in 0..<rows { try writer.write(customer(row)) }
    try writer.finish()
  }

  private static func customer(_ row: Int) -> [String] {
    [
      "C-\(10_000_000 + row)",
      "Company \(row) \(["GmbH", "Inc.", "Ltd.", "Müller & Söhne", "SARL", "AG"][row % 6])",
      "contact\(row)@example-\(row % 5000).com", ["gold", "silver", "free"][row % 3], ["eu", "us", "ap"][row % 3],
      ["DE", "FR", "US"][row % 3], "2024-0\(1 + row % 9)-1\(row % 10)T12:00:00Z",
    ]
  }
}
