import Foundation
import Ledger
import RecordStreams
import Testing

@testable import Commands

@Suite("Where -o points") struct OutputDestinationTests {
  private let folder: TemporaryFolder
  private let console = Console(output: MemoryByteSink(), error: MemoryByteSink())

  init() throws { folder = try TemporaryFolder() }

  private func write(_ text: String, to path: String) throws {
    try OutputDestination.probe(path, sparing: [], console: console)
    let destination = try OutputDestination(path, console: console)
    try Array(text.utf8).withUnsafeBytes { try destination.sink.write($0) }
    try destination.complete()
  }

  @Test("a symbolic link stays one, and what it means is written", arguments: [true, false])
  func symbolicLink(isThere: Bool) throws {
    if isThere { _ = try folder.file("target", "old") }
    try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "target")
    try write("new", to: folder.path("link"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == "target")
    #expect(try folder.text("target") == "new")
  }

  @Test("a pipe is written to, and stays where it is")
  func pipe() throws {
    let path = folder.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let reader = open(path, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try write("new", to: path)
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect(read(reader, &bytes, 8) == 3)
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType != .typeRegular)
  }

  @Test("a pipe without a reader holds up no probe")
  func pipeWithoutReader() throws {
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    try OutputDestination.probe(folder.path("pipe"), sparing: [], console: console)
  }

  @Test("checkpoints, and what belongs to them, are not written over", arguments: ["", "-wal", "-shm", "-spill"])
  func checkpoint(suffix: String) throws {
    let path = folder.path("list.csv.muster")
    let header = JobHeader(
      run: "r", baseURL: "sandbox", listPath: "list.csv", listDigest: "", mapping: "", createdAt: "", programVersion: ""
    )
    let ledger = try RunLedger.create(at: path, header: header)
    try ledger.beginStaging().finish()
    ledger.close()
    if !suffix.isEmpty { _ = try folder.file("list.csv.muster\(suffix)", "records") }
    let before = try Data(contentsOf: folder.url.appending(path: "list.csv.muster\(suffix)"))
    for path in [path + suffix, folder.path("link")] {
      if path.hasSuffix("link") {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "list.csv.muster\(suffix)")
      }
      let refusal = #expect(throws: Report.self) { try write("new", to: path) }
      #expect(refusal?.code == "output-is-checkpoint")
    }
    #expect(try Data(contentsOf: folder.url.appending(path: "list.csv.muster\(suffix)")) == before)
  }

  @Test("a job file and rejects are not written over a checkpoint either", arguments: ["--write-job", "--rejects"])
  func otherOptions(option: String) throws {
    let list = try folder.file("list.csv", "id,name\n1,Acme\n")
    #expect(Capture(["import", list, "--sandbox", "--progress", "none"]).exitCode == 0)
    let run = Capture(["check", list, option, "\(list).sandbox.muster"])
    #expect(run.exitCode == 2)
    #expect(run.error.contains("is a checkpoint of muster"))
    #expect(Capture(["results", "\(list).sandbox.muster"]).exitCode == 0)
  }

  @Test("results are not written over the list that they are of")
  func resultsOverTheList() throws {
    let list = try folder.file("list.csv", "id,name\n1,Acme\n")
    #expect(Capture(["import", list, "--sandbox", "--progress", "none"]).exitCode == 0)
    #expect(Capture(["results", "\(list).sandbox.muster", "-o", list]).exitCode == 2)
    #expect(try folder.text("list.csv") == "id,name\n1,Acme\n")
  }
}
