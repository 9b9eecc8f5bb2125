/// All that a reader says about a list: rows with their places, fields and kinds, then the columns and the failure.
struct FuzzTrace: Equatable {
  private(set) var rows: [UInt8] = []
  private(set) var columns: [String] = []
  private(set) var failure: ReadFailure?
  /// Of the last record.
  private(set) var original: [UInt8] = []

  init(_ makeReader: () throws(ReadFailure) -> any RecordReader) {
    do throws(ReadFailure) {
      let reader = try makeReader()
      defer { columns = reader.columns.names }
      while try reader.read(into: batch) {
        for item in batch { append(item, columns: batch.columns.count) }
      }
    } catch {
      failure = error
      expect(!error.description.isEmpty && !error.code.isEmpty, "no words")
    }
  }

  private mutating func append(_ item: ReadItem, columns: Int) {
    let origin = item.origin
    for number in [origin.number, origin.line, origin.byteOffset] { rows += Array("\(number) ".utf8) }
    rows += origin.bytes
    switch item {
    case .rejected(let rejection): rows += Array(rejection.problem.message.utf8)
    case .record(let record):
      original = Array(origin.bytes)
      for column in 0..<columns where record[column].kind != .missing {
        let field = record[column]
        expect(String(validating: field.bytes, as: UTF8.self) != nil, "a field is no text")
        rows += Array(" \(column) \(field.kind.rawValue) ".utf8)
        rows += field.bytes
      }
    }
    rows.append(UInt8(ascii: "\n"))
  }

  func expectSame(_ other: FuzzTrace, _ how: String) {
    guard self != other else { return }
    found("\(how): \(other)\notherwise: \(self)")
  }
}

extension FuzzTrace: CustomStringConvertible {
  var description: String {
    "\(String(decoding: rows, as: UTF8.self)) \(columns) \(failure.map { "\($0.code) \($0)" } ?? "")"
  }
}

/// Filled over and over, as making one takes longer than reading a short list.
nonisolated(unsafe) let batch = RecordBatch()

/// All that a source hands out: the bytes, and the failure behind them.
struct FuzzDrain: Equatable {
  private(set) var bytes: [UInt8] = []
  private(set) var failure: ReadFailure?

  init(_ source: any ByteSource, bufferSize: Int) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 1)
    defer { buffer.deallocate() }
    do throws(ReadFailure) {
      while true {
        let count = try source.read(into: buffer)
        if count == 0 { return }
        bytes.append(contentsOf: buffer[..<count])
      }
    } catch {
      failure = error
      expect(!error.description.isEmpty && !error.code.isEmpty, "no words")
    }
  }
}
