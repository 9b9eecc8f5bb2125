/// A row of a JSON list taken apart, to be written once more with other members behind its own.
struct JSONReject {
  /// The row's name with its quotes, in an object whose members are the records.
  private(set) var key: [UInt8]?
  /// The members without the object's braces.
  private var text: [UInt8] = []

  var hasMembers: Bool { !text.isEmpty }

  init(_ original: UnsafeRawBufferPointer, isKeyed: Bool) {
    var value = original
    if isKeyed {
      let navigation = JSONNavigation(original)
      let name = navigation.member(at: navigation.start)
      key = Array(original[name.name])
      value = UnsafeRawBufferPointer(rebasing: original[name.value])
    }
    if JSONReject.isObject(value) {
      text = JSONReject.members(of: value)
    } else {
      JSONText.append(JSONRejectWriter.originalMember, to: &text)
      text.append(UInt8(ascii: ":"))
      // A value of another kind stays one; what is no JSON becomes a text.
      if isKeyed || JSONReject.isValue(value) {
        text.append(contentsOf: value)
      } else {
        JSONText.append(value, to: &text)
      }
    }
  }

  func members(isOneLine: Bool) -> [UInt8] {
    guard isOneLine else { return text }
    return [UInt8](unsafeUninitializedCapacity: text.count) { target, count in
      guard let base = target.baseAddress else { return }
      count = text.withUnsafeBytes { copyWithoutSpace($0, to: base) }
    }
  }

  /// The object's members as they stand there, but for those that an earlier run has put behind them.
  private static func members(of object: UnsafeRawBufferPointer) -> [UInt8] {
    let navigation = JSONNavigation(object)
    let members = navigation.members(ofObjectAt: navigation.start)
    let own = members.filter { member in
      !RejectReason.columns.contains { object[member.name].elementsEqual("\"\($0)\"".utf8) }
    }
    guard let first = own.first, let last = own.last else { return [] }
    if own.count == members.count { return Array(object[first.name.lowerBound..<last.value.upperBound]) }
    return Array(
      own.map { Array(object[$0.name.lowerBound..<$0.value.upperBound]) }.joined(separator: [UInt8(ascii: ",")]))
  }

  private static func isObject(_ text: UnsafeRawBufferPointer) -> Bool {
    reads(Array(text), rows: 1)
  }

  private static func isValue(_ text: UnsafeRawBufferPointer) -> Bool {
    reads(Array("[{},".utf8) + text + Array("]".utf8), rows: 2)
  }

  /// Whether a list is read to its end, has so many rows, and the first of them is a record.
  private static func reads(_ list: [UInt8], rows: Int) -> Bool {
    let reader = JSONReader(
      MemoryByteSource(list), layout: .documents, options: JSONOptions(path: .document), chunkSize: list.count)
    let batch = RecordBatch()
    guard (try? reader.read(into: batch)) == true, batch.count == rows, case .record = batch[0] else { return false }
    return (try? reader.read(into: batch)) == false
  }
}
