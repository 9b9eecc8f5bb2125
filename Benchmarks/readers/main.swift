import Foundation
import RecordStreams

// Reads lists on one thread. `Benchmarks/readers/run` calls it beside other programs.
//   readers write FOLDER ROWS     writes the lists
//   readers WORK FILE             does the work once and prints records and CPU seconds

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
case (2, let name?):
  guard let work = Work(rawValue: name) else { fallthrough }
  let start = cpuSeconds()
  let records = try work.run(on: arguments[2])
  print(records, cpuSeconds() - start)
default:
  FileHandle.standardError.write(Data("usage: readers write FOLDER ROWS | readers WORK FILE\n".utf8))
  exit(2)
}
