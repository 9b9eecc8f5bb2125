extension Options {
  static let job = CommandOption.file(
    "job", in: .list, of: readers.union(senders),
    "Takes the list and options from a job file (JSON5); what is given here as well counts more")

  static let writeJob = CommandOption.file(
    "write-job", in: .output, of: [.check],
    "Writes what was found out and what was given as a job file for --job; - is standard output")

  static let jobOptions: [OptionDeclaration] = [job.declaration, writeJob.declaration]
}
