#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

// fuzz TARGET [options of libFuzzer] [folders of inputs]
let words = CommandLine.arguments
guard words.count > 1, let target = FuzzTarget.all[words[1]] else {
  print(FuzzTarget.all.keys.sorted().joined(separator: "\n"))
  exit(words.count > 1 ? 2 : 0)
}
exit(run(target, arguments: [words[0]] + words.dropFirst(2)))
