import RecordStreams

@testable import Commands

/// What a run of the program printed, and how it ended.
struct Capture {
  var output: String
  var error: String
  var exitCode: Int32

  /// Runs the program in this process.
  init(_ arguments: [String], variables: [String: String] = [:]) {
    let output = MemoryByteSink()
    let error = MemoryByteSink()
    let surroundings = Surroundings(
      console: Console(output: output, error: error), variable: { variables[$0] })
    exitCode = Program(arguments: arguments, surroundings: surroundings).run()
    self.output = output.text
    self.error = error.text
  }

  init(_ line: String) { self.init(words(line)) }

  /// The whole as a golden file keeps it.
  var transcript: String {
    "exit code \(exitCode)\n--- standard output\n\(output)--- standard error\n\(error)"
  }
}
