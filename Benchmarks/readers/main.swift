import Foundation
import RecordStreams

// Reads and writes lists on one thread. `Benchmarks/readers/run` calls it beside other programs.
//   readers write FOLDER ROWS     writes the lists
//   readers WORK FILE             does the work once and prints records and CPU seconds
//   readers as FORMAT FILE        writes the list's records and prints bytes and the CPU seconds of writing alone

func cpuSeconds() -> Double {
  var usage = rusage()
  #if canImport(Darwin)
    getrusage(RUSAGE_SELF, &usage)
  #else
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  #endif
  let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
  return Double(seconds) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
}

let arguments = CommandLine.arguments.dropFirst()
switch (arguments.count, arguments.first) {
case (3, "write"):
  try Lists.write(to: arguments[2], rows: Int(arguments[3]) ?? 1_000_000)
case (3, "as"):
  let format = OutputFormat(rawValue: arguments[2]) ?? .csv
  let writing = try Writing(readingAll: arguments[3])
  let start = cpuSeconds()
  let bytes = try writing.write(as: format)
  print(bytes, cpuSeconds() - start)
case (2, let name?):
  guard let work = Work(rawValue: name) else { fallthrough }
  let start = cpuSeconds()
  let records = try work.run(on: arguments[2])
  print(records, cpuSeconds() - start)
default:
  let usage = "usage: readers write FOLDER ROWS | readers WORK FILE | readers as FORMAT FILE\n"
  FileHandle.standardError.write(Data(usage.utf8))
  exit(2)
}
