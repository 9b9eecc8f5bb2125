import RecordStreams
import Testing

@Suite struct CSVEscapeTests {
  private func escaped(_ text: String, quote: CSVQuote = .found, sourceLocation: SourceLocation = #_sourceLocation)
    -> Reading
  {
    let options = CSVOptions(delimiter: UInt8(ascii: ","), quote: quote, escape: UInt8(ascii: "\\"))
    return read(text, options, sourceLocation: sourceLocation)
  }

  @Test("an escape takes the meaning of quote, delimiter, line break and itself, in quotes and without")
  func escapes() {
    let reading = escaped(
      #"id,note"# + "\n" + #"1,"a \"b\" \\ c""# + "\n" + #"2,a\,b\"\\"# + "\n" + "3,one\\\ntwo\n4,x\n")
    #expect(reading.fields == [["1", #"a "b" \ c"#], ["2", #"a,b"\"#], ["3", "one\ntwo"], ["4", "x"]])
    #expect(reading.lines == [2, 3, 4, 6])
  }

  @Test("in front of anything else it stands for itself, so that nothing is lost")
  func others() {
    #expect(
      escaped("id,note\n1,C:\\new \\N\n2,\"\\t\"\n3,x\\").fields == [
        ["1", "C:\\new \\N"], ["2", "\\t"], ["3", "x\\"],
      ])
  }

  @Test("doubled quotes still are one quote")
  func doubled() {
    #expect(escaped("id,note\n1,\"a \"\"b\"\" \\\"c\"\n").fields == [["1", #"a "b" "c"#]])
  }

  @Test("a carriage return and its line feed are taken as one", arguments: ["a\\\r\nb", "\"a\\\r\nb\""])
  func windowsLineBreak(field: String) {
    let reading = escaped("id,note\r\n1,\(field)\r\n2,c\r\n")
    #expect(reading.fields == [["1", "a\r\nb"], ["2", "c"]])
    #expect(reading.lines == [2, 4])
  }

  @Test("a quote that is escaped closes nothing")
  func unclosed() {
    let reading = escaped("id,note\n1,\"a\\\"\n")
    #expect(reading.failure?.code == "quote-unclosed")
    #expect(reading.failure?.position?.line == 2)
  }

  @Test("without quotes only delimiters and line breaks need an escape")
  func withoutQuotes() {
    #expect(escaped("id,note\n1,5\\\" \\, x\n", quote: .none).fields == [["1", "5\\\" , x"]])
  }

  @Test("without the option a backslash is a character like any other")
  func notAsked() {
    #expect(read("id,note\n1,a\\\n2,\"b\\\"\n").fields == [["1", "a\\"], ["2", "b\\"]])
  }

  @Test("lines that begin with the comment character are passed over and counted")
  func comments() {
    let options = CSVOptions(comment: UInt8(ascii: "#"))
    let reading = read("# made by \"hand\nid,name\n#\n1,#a\n  # no comment\n#2,b\r\n3,\"x\n# y\"\n# end", options)
    #expect(reading.columns == ["id", "name"])
    #expect(reading.fields == [["1", "#a"], ["row-field-count"], ["3", "x\n# y"]])
    #expect(reading.lines == [4, 5, 7])
    #expect(reading.rows.map(\.number) == [1, 2, 3])
    #expect(read("#id,name\n#1,Acme\n").columns == ["#id", "name"])
  }
}
