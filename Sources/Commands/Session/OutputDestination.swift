import Ledger
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
/// ever sees half of it and an earlier one is kept until then. A symbolic link stays one: the file that it means is
/// written. What is no regular file, a pipe or a device, cannot be replaced and is written to directly.
final class OutputDestination {
  let sink: any ByteSink
  let isTerminal: Bool
  private let path: String?
  /// What `path` means, behind symbolic links.
  private let target: String
  /// Where it is written until it is complete; `nil` if it is written directly.
  private let partialPath: String?
  private var descriptor: CInt = -1

  /// - Parameter path: the file's path; `nil` and `-` are standard output.
  /// - Throws: a `Report` if the file could not be written, or holds records of a run.
  init(_ path: String?, console: Console) throws(Report) {
    guard let path, !Self.isStandardOutput(path) else {
      (self.path, target, partialPath) = (nil, "", nil)
      sink = console.output
      isTerminal = console.isOutputTerminal
      return
    }
    self.path = path
    let place = try Self.place(of: path)
    target = place.target
    if place.isWrittenDirectly {
      partialPath = nil
      descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY)
    } else {
      partialPath = LeftoverFiles.partialPath(of: target)
      LeftoverFiles.remove(besides: target)
      descriptor = open(LeftoverFiles.partialPath(of: target), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    }
    isTerminal = descriptor >= 0 && isatty(descriptor) == 1
    guard descriptor >= 0 else { throw Self.notWritable(path) }
    sink = FileByteSink(descriptor: descriptor, name: path)
  }

  deinit { discard() }

  /// Tries whether the file can be written later, and leaves no trace.
  ///
  /// - Parameter inputs: files that must not be written over.
  static func probe(_ path: String?, sparing inputs: [String], console: Console) throws(Report) {
    guard let path, !isStandardOutput(path) else { return }
    if let input = inputs.first(where: { isSameFile($0, path) }) {
      throw Report(
        "output-is-input", at: path, "is \(input == path ? "the file" : input) that the command works on",
        advice: "choose another file with -o", exit: .wrongUsage)
    }
    // A pipe is not opened before there is something to write: that would wait for its reader.
    if try place(of: path).isWrittenDirectly {
      if access(path, W_OK) != 0 { throw notWritable(path) }
    } else {
      try OutputDestination(path, console: console).discard()
    }
  }

  private static func isStandardOutput(_ path: String) -> Bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].contains(path)
  }

  private static func place(of path: String) throws(Report) -> (target: String, isWrittenDirectly: Bool) {
    let target = FileName.target(of: path)
    if let kept = RunRecords.kept(at: target) {
      throw Report(
        "output-is-checkpoint", at: path, "is \(kept), with tokens that exist nowhere else perhaps",
        advice: "choose another file", exit: .wrongUsage)
    }
    var information = stat()
    guard stat(path, &information) == 0 else { return (target, false) }
    switch information.st_mode & S_IFMT {
    case S_IFDIR: throw Report("output-is-folder", at: path, "is a folder; -o takes a file", exit: .wrongUsage)
    case S_IFREG: return (target, ["/dev/", "/proc/"].contains { path.hasPrefix($0) })
    default: return (target, true)
    }
  }

  private static func notWritable(_ path: String) -> Report {
    Report(
      "output-not-writable", at: path, "cannot be written: \(String(cString: strerror(errno)))",
      advice: "choose another file with -o", exit: .wrongUsage)
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
    // A pipe or device has no place on a disk.
    let isDurable = fsync(descriptor) == 0 || partialPath == nil
    let isClosed = close(descriptor) == 0
    descriptor = -1
    guard isDurable, isClosed, partialPath.map({ rename($0, target) == 0 }) ?? true else {
      let reason = String(cString: strerror(errno))
      if let partialPath { unlink(partialPath) }
      throw Report("output-not-written", at: path, "cannot be written: \(reason)", exit: .wrongUsage)
    }
  }

  /// Leaves no trace of what was written, where that can be taken back. Does nothing after `complete`.
  func discard() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
    if let partialPath { unlink(partialPath) }
  }
}
