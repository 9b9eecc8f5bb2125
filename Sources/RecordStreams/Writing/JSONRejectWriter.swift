/// Writes records of a JSON or NDJSON list as they stand in it, with the reason as last members of each.
///
/// What is no object, or no JSON at all, becomes the member `muster_original` of one. Where the list had to be pointed at with a path,
/// or is an object whose members are the records, the file is written so, too.
public struct JSONRejectWriter: RejectWriter {
  /// The member that holds what is no object.
  public static let originalMember = "muster_original"

  private var output: OutputBuffer
  private let layout: JSONWriter.Layout
  private let isKeyed: Bool
  private let path: [[UInt8]]
  private var isFirst = true

  /// - Parameter layout: of the file; that of the list if it is to be read with the list's options.
  public init(to sink: any ByteSink, shape: ListShape, layout: JSONWriter.Layout) {
    output = OutputBuffer(sink)
    self.layout = layout
    isKeyed = shape.isKeyed == true
    path = shape.recordsPath.flatMap { RecordsPath($0)?.steps } ?? []
  }

  public mutating func begin() throws(WriteFailure) {
    guard layout == .array else { return }
    for step in path {
      output.append(UInt8(ascii: "{"))
      append(step)
      output.append(UInt8(ascii: ":"))
    }
    output.append(isKeyed ? UInt8(ascii: "{") : UInt8(ascii: "["))
  }

  public mutating func write(original: UnsafeRawBufferPointer, _ reason: RejectReason) throws(WriteFailure) {
    if layout == .array { output.append(isFirst ? "\n" : ",\n") }
    isFirst = false
    let row = JSONReject(original, isKeyed: isKeyed)
    switch (row.key, layout) {
    case (let key?, .array):
      output.append(key)
      output.append(": {")
    case (let key?, .lines):
      output.append(UInt8(ascii: "{"))
      append(Array(JSONReader.keyColumn.utf8))
      output.append(UInt8(ascii: ":"))
      output.append(key)
      if row.hasMembers { output.append(UInt8(ascii: ",")) }
    case (nil, _):
      output.append(UInt8(ascii: "{"))
    }
    output.append(row.members(isOneLine: layout == .lines))
    output.append(row.hasMembers || (row.key != nil && layout == .lines) ? "," : "")
    append(reason)
    output.append(UInt8(ascii: "}"))
    if layout == .lines { output.append(UInt8(ascii: "\n")) }
    try output.flushIfFull()
  }

  public mutating func finish() throws(WriteFailure) {
    if layout == .array {
      output.append(isFirst ? "" : "\n")
      output.append(isKeyed ? UInt8(ascii: "}") : UInt8(ascii: "]"))
      for _ in path { output.append(UInt8(ascii: "}")) }
      output.append(UInt8(ascii: "\n"))
    }
    try output.flush()
  }

  private mutating func append(_ reason: RejectReason) {
    let values = [reason.code, reason.message]
    for (name, value) in zip(RejectReason.columns, values) {
      append(Array(name.utf8))
      output.append(UInt8(ascii: ":"))
      append(Array(value.utf8))
      output.append(UInt8(ascii: ","))
    }
    append(Array(RejectReason.columns[2].utf8))
    output.append(":\(reason.source)" as String)
  }

  private mutating func append(_ text: [UInt8]) {
    output.withBytes { bytes in text.withUnsafeBytes { JSONText.append($0, to: &bytes) } }
  }
}
