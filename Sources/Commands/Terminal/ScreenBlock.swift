import RecordStreams

/// A few lines at the end of a terminal that are drawn over and over.
struct ScreenBlock {
  private var lines: [String] = []
  private var drawnCount = 0
  /// Longer lines are cut, or the terminal would break them and the block could not be found again.
  var width: Int

  init(width: Int) { self.width = width }

  mutating func show(_ newLines: [String], on sink: any ByteSink) {
    clear(on: sink)
    lines = newLines
    redraw(on: sink)
  }

  mutating func clear(on sink: any ByteSink) {
    guard drawnCount > 0 else { return }
    // Up to the block's first line, then everything below it is erased.
    send("\r\u{1B}[\(drawnCount)A\u{1B}[J", to: sink)
    drawnCount = 0
  }

  mutating func redraw(on sink: any ByteSink) {
    guard !lines.isEmpty else { return }
    send(lines.map { $0.prefix(max(1, width - 1)) + "\n" }.joined(), to: sink)
    drawnCount = lines.count
  }

  private func send(_ text: String, to sink: any ByteSink) {
    var text = text
    text.withUTF8 { bytes in try? sink.write(UnsafeRawBufferPointer(bytes)) }
  }
}
