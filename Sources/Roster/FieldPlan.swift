import RecordStreams

/// A field of the mapping, made ready for a list with certain columns.
struct FieldPlan {
  private enum Shape {
    /// The value of one column, which is the common case and copies nothing.
    case column(FieldSource)
    case pieces([Piece])
  }

  private enum Piece {
    case text([UInt8])
    /// A column, and its position in `columnNames`.
    case column(FieldSource, name: Int)
  }

  let field: CustomerField
  let columnNames: [String]
  private var shape: Shape

  /// The column to point at, if the field comes from one.
  var onlyColumn: String? { columnNames.count == 1 ? columnNames[0] : nil }

  init(_ template: Template, for field: CustomerField, columns: Columns) throws(MappingFailure) {
    self.field = field
    var names: [String] = []
    var pieces: [Piece] = []
    for part in template.parts {
      switch part {
      case .text(let text): pieces.append(.text(Array(text.utf8)))
      case .column(let name):
        pieces.append(.column(try columns.source(name, for: field), name: names.count))
        names.append(name)
      }
    }
    columnNames = names
    if pieces.count == 1, case .column(let source, _) = pieces[0] {
      shape = .column(source)
    } else {
      shape = .pieces(pieces)
    }
  }

  /// To be called when there are more columns.
  mutating func resolve(in columns: Columns) {
    switch shape {
    case .column(var source):
      source.resolve(in: columns)
      shape = .column(source)
    case .pieces(let pieces):
      shape = .pieces(
        pieces.map { piece in
          guard case .column(var source, let name) = piece else { return piece }
          source.resolve(in: columns)
          return .column(source, name: name)
        })
    }
  }

  /// Names that have led nowhere so far.
  var unmatchedNames: [String] {
    switch shape {
    case .column(let source): source.leadsNowhere ? [source.name] : []
    case .pieces(let pieces):
      pieces.compactMap { piece in
        if case .column(let source, _) = piece, source.leadsNowhere { source.name } else { nil }
      }
    }
  }

  func value(
    of record: Record, buffer: inout [UInt8], scratch: FieldScratch, notices: inout MappingNotices
  ) -> FieldValue {
    switch shape {
    case .column(let source):
      let written = source.value(in: record, scratch: scratch).bytes
      let value = trimmed(written)
      if value.count != written.count { notices.trimmedValues += 1 }
      return FieldValue(inRecord: value)
    case .pieces(let pieces):
      let start = buffer.count
      var emptyColumn = -1
      for piece in pieces {
        switch piece {
        case .text(let text): buffer.append(contentsOf: text)
        case .column(let source, let name):
          let written = source.value(in: record, scratch: scratch).bytes
          let value = trimmed(written)
          if value.count != written.count { notices.trimmedValues += 1 }
          if value.isEmpty, emptyColumn < 0 { emptyColumn = name }
          buffer.append(contentsOf: value)
        }
      }
      return buffer.withUnsafeBytes { all in
        // An empty value at an end can leave white space there.
        let whole = UnsafeRawBufferPointer(rebasing: all[start...])
        let value = trimmed(whole)
        guard let base = whole.baseAddress, let valueBase = value.baseAddress else {
          return FieldValue(inBuffer: start..<start, emptyColumn: emptyColumn)
        }
        let first = start + (valueBase - base)
        return FieldValue(inBuffer: first..<first + value.count, emptyColumn: emptyColumn)
      }
    }
  }
}

/// Where a field's bytes lie: in the record or the scratch, or in the mapper's buffer, which may still move while other fields are written.
struct FieldValue {
  private let inRecord: UnsafeRawBufferPointer
  private let start: Int
  let count: Int
  /// Of a template, the first column without a value; -1 if all have one.
  let emptyColumn: Int

  init(inRecord bytes: UnsafeRawBufferPointer) {
    inRecord = bytes
    start = -1
    count = bytes.count
    emptyColumn = -1
  }

  init(inBuffer range: Range<Int>, emptyColumn: Int = -1) {
    inRecord = UnsafeRawBufferPointer(start: nil, count: 0)
    start = range.lowerBound
    count = range.count
    self.emptyColumn = emptyColumn
  }

  func bytes(in buffer: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    start < 0 ? inRecord : UnsafeRawBufferPointer(rebasing: buffer[start..<start + count])
  }
}
