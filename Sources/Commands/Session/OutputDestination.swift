import RecordStreams

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Where `-o` points: standard output, or a file that appears under its name only when it is complete.
///
/// The file is written beside its place with mode 0600, since it may hold tokens, and renamed at the end, so that nobody
/// ever sees half of it and an earlier one is kept until then.
final class OutputDestination {
  let sink: any ByteSink
  let isTerminal: Bool
  private let path: String?
  private let partialPath: String
  private var descriptor: CInt = -1

  /// - Parameter path: the file's path; `nil` and `-` are standard output.
  /// - Throws: a `Report` if the file could not be written.
  init(_ path: String?, console: Console) throws(Report) {
    guard let path, path != "-" else {
      self.path = nil
      partialPath = ""
      sink = console.output
      isTerminal = console.isOutputTerminal
      return
    }
    self.path = path
    isTerminal = false
    partialPath = LeftoverFiles.partialPath(of: path)
    LeftoverFiles.remove(besides: path)
    var information = stat()
    if stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFDIR {
      throw Report("output-is-folder", at: path, "is a folder; -o takes a file", exit: .wrongUsage)
    }
    descriptor = open(partialPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Report(
        "output-not-writable", at: path, "cannot be written: \(String(cString: strerror(errno)))",
        advice: "choose another file with -o", exit: .wrongUsage)
    }
    sink = FileByteSink(descriptor: descriptor, name: path)
  }

  deinit { discard() }

  /// Tries whether the file can be written later, and leaves no trace.
  ///
  /// - Parameter inputs: files that must not be written over.
  static func probe(_ path: String?, sparing inputs: [String], console: Console) throws(Report) {
    if let path, let input = inputs.first(where: { isSameFile($0, path) }) {
      throw Report(
        "output-is-input", at: path, "is \(input == path ? "the file" : input) that the command works on",
        advice: "choose another file with -o", exit: .wrongUsage)
    }
    try OutputDestination(path, console: console).discard()
  }

  private static func isSameFile(_ one: String, _ other: String) -> Bool {
    if one == other, one != "-" { return true }
    var (first, second) = (stat(), stat())
    guard stat(one, &first) == 0, stat(other, &second) == 0 else { return false }
    return first.st_ino == second.st_ino && first.st_dev == second.st_dev && first.st_mode & S_IFMT == S_IFREG
  }

  /// The format that the file's name speaks of.
  var formatOfName: OutputFormat? {
    guard let path, let dot = path.lastIndex(of: ".") else { return nil }
    let ending = path[path.index(after: dot)...].lowercased()
    return ending == "jsonl" ? .ndjson : OutputFormat(rawValue: ending)
  }

  /// Makes what was written durable and gives it its name.
  func complete() throws(Report) {
    guard let path, descriptor >= 0 else { return }
    let isDurable = fsync(descriptor) == 0
    let isClosed = close(descriptor) == 0
    descriptor = -1
    guard isDurable, isClosed, rename(partialPath, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(partialPath)
      throw Report("output-not-written", at: path, "cannot be written: \(reason)", exit: .wrongUsage)
    }
  }

  /// Leaves no trace of what was written. Does nothing after `complete`.
  func discard() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
    unlink(partialPath)
  }
}
