/// A job file is read, or refused at a place in it.
func fuzzJobFile(_ text: String) {
  do throws(JSON5Failure) {
    var parser = JSON5Parser(text)
    _ = try parser.parse()
  } catch {
    let lines = text.unicodeScalars.count { "\n\r\u{2028}\u{2029}".unicodeScalars.contains($0) } + 1
    expect((1...lines).contains(error.place.line) && error.place.column >= 1, "refused at \(error.place)")
  }
}
