import Foundation
import RecordStreams

// Reads and writes lists on one thread. `Benchmarks/readers/run` calls it beside other programs.
//   readers write FOLDER ROWS FORMAT     writes a list
//   readers WORK FILE                    does the work once and prints records and CPU seconds
//   readers as FORMAT FILE               writes the list's records and prints bytes and the CPU seconds of writing alone

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
case (4, "write"):
  guard let rows = Int(arguments[3]), let format = OutputFormat(rawValue: arguments[4]) else { refuse() }
  try Lists.write(to: arguments[2], rows: rows, as: format)
case (3, "as"):
  guard let format = OutputFormat(rawValue: arguments[2]) else { refuse() }
  let writing = try Writing(readingAll: arguments[3])
  let start = cpuSeconds()
  let bytes = try writing.write(as: format)
  print(bytes, cpuSeconds() - start)
case (2, let name?):
  guard let work = Work(rawValue: name) else { refuse() }
  let start = cpuSeconds()
  let records = try work.run(on: arguments[2])
  print(records, cpuSeconds() - start)
default: refuse()
}

func refuse() -> Never {
  let usage = "usage: readers write FOLDER ROWS FORMAT | readers WORK FILE | readers as FORMAT FILE\n"
  FileHandle.standardError.write(Data(usage.utf8))
  exit(2)
}
