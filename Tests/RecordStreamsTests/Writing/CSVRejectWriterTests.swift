import RecordStreams
import Testing

@Suite struct CSVRejectWriterTests {
  /// Writes every row of a list as if it had been rejected.
  private func rejects(of list: String, _ options: CSVOptions = CSVOptions()) throws -> String {
    let reader = try CSVReader(MemoryByteSource(list), options: options)
    let batch = RecordBatch()
    let sink = MemoryByteSink()
    var writer: CSVRejectWriter?
    while try reader.read(into: batch) {
      if writer == nil {
        writer = CSVRejectWriter(to: sink, shape: reader.shape, columns: batch.columns.names)
        try writer?.begin()
      }
      for item in batch {
        try writer?.write(
          original: item.origin.bytes,
          RejectReason(code: "name-empty", message: "no, \"name\"", source: item.origin.line))
      }
    }
    try writer?.finish()
    return sink.text
  }

  @Test("rows stand in it as they stand in the list, with code, message and line behind")
  func rows() throws {
    #expect(
      try rejects(of: "id;company\n1;\"a;b\"\n2;\"c\nd\"\n") == """
        id;company;muster_code;muster_message;muster_source
        1;"a;b";name-empty;"no, ""name""\";2
        2;"c
        d";name-empty;"no, ""name""\";3

        """)
  }

  @Test("what was written can be read again as the list could", arguments: [",", ";", "\t", "|"])
  func importable(delimiter: String) throws {
    let list = "id,name\n1,\"x\"\"y\"\n2,z\n".replacing(",", with: delimiter)
    let again = read(try rejects(of: list))
    #expect(again.columns == ["id", "name", "muster_code", "muster_message", "muster_source"])
    #expect(again.fields.map { Array($0.prefix(2)) } == [["1", "x\"y"], ["2", "z"]])
  }

  @Test("a ragged row stays ragged, so that nobody takes it for mended")
  func ragged() throws {
    #expect(read(try rejects(of: "id,name\n1\n2,a,b\n3,c\n")).rows.map(\.isRejected) == [true, true, false])
  }

  @Test("rejects of rejects have the newest reason only")
  func twice() throws {
    let once = try rejects(of: "id,name\n1,\"a,b\"\n2,\n")
    let twice = try rejects(of: once)
    #expect(read(twice).columns == read(once).columns)
    #expect(read(twice).fields.map { Array($0.prefix(2)) } == [["1", "a,b"], ["2", ""]])
    #expect(twice == once)
  }

  @Test("without quotes the message has no delimiter in it, without a header there is none")
  func withoutQuotes() throws {
    let options = CSVOptions(delimiter: UInt8(ascii: ","), quote: .none, hasHeader: false)
    #expect(try rejects(of: "1,5\" pipe\n", options) == "1,5\" pipe,name-empty,no  \"name\",1\n")
  }
}
