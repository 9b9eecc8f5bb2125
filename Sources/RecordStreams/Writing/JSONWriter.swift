/// Writes records as JSON objects: an array of them, or one a line (NDJSON).
///
/// Members stand in the order of the columns. A missing field is left out; numbers, booleans and nested values are written as they
/// were read, everything else as a string.
public struct JSONWriter: RecordWriter {
  public enum Layout: Sendable {
    case array, lines
  }

  private var output: OutputBuffer
  private let layout: Layout
  /// `"name":` of each column, escaped once.
  private var labels: [[UInt8]] = []
  private var isFirst = true

  public init(to sink: any ByteSink, layout: Layout) {
    output = OutputBuffer(sink)
    self.layout = layout
  }

  public mutating func begin(columns: [String]) throws(WriteFailure) {
    labels = []
    add(columns: columns)
    if layout == .array { output.append("[") }
  }

  public var takesMoreColumns: Bool { true }

  public mutating func add(columns: [String]) {
    labels += columns.map { column in
      var label: [UInt8] = []
      JSONText.append(column, to: &label)
      label.append(UInt8(ascii: ":"))
      return label
    }
  }

  public mutating func write(_ fields: UnsafeBufferPointer<Field>) throws(WriteFailure) {
    try write(fields, otherMembers: "")
  }

  public mutating func write(_ fields: UnsafeBufferPointer<Field>, otherMembers: String) throws(WriteFailure) {
    if layout == .array { output.append(isFirst ? "\n" : ",\n") }
    isFirst = false
    output.append(UInt8(ascii: "{"))
    var needsComma = false
    for (label, field) in zip(labels, fields) where field.kind != .missing {
      if needsComma { output.append(UInt8(ascii: ",")) }
      needsComma = true
      output.append(label)
      switch field.kind {
      case .text: output.append(json: field.bytes)
      case .null, .missing: output.append("null")
      case .number, .boolean, .json: output.append(field.bytes)
      }
    }
    if !otherMembers.isEmpty {
      if needsComma { output.append(UInt8(ascii: ",")) }
      output.append(otherMembers)
    }
    output.append(UInt8(ascii: "}"))
    if layout == .lines { output.append(UInt8(ascii: "\n")) }
    try output.flushIfFull()
  }

  public mutating func finish() throws(WriteFailure) {
    if layout == .array { output.append(isFirst ? "]\n" : "\n]\n") }
    try output.flush()
  }
}
