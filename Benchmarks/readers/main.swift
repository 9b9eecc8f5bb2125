import Foundation
import RecordStreams

// Reads lists on one thread. `Benchmarks/readers/run` calls it beside other programs.
//   readers write FOLDER ROWS FORMAT     writes a list
//   readers WORK FILE                    does the work once and prints records and CPU seconds

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
case (2, let name?):
  guard let work = Work(rawValue: name) else { refuse() }
  let start = cpuSeconds()
  let records = try work.run(on: arguments[2])
  print(records, cpuSeconds() - start)
default: refuse()
}

func refuse() -> Never {
  FileHandle.standardError.write(Data("usage: readers write FOLDER ROWS FORMAT | readers WORK FILE\n".utf8))
  exit(2)
}
