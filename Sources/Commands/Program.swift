import CPlatform
import RecordStreams

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The whole program apart from `main`: reads a command line, carries the command out, and says how it ended.
public struct Program {
  static let version = "0.1.0"

  let arguments: [String]
  let surroundings: Surroundings

  init(arguments: [String], surroundings: Surroundings) {
    self.arguments = arguments
    self.surroundings = surroundings
  }

  /// The program as the system started it.
  public init() {
    arguments = Array(CommandLine.arguments.dropFirst())
    surroundings = .ofProcess
    muster_ignore_closed_pipes()
    muster_forbid_core_files()
    muster_end_on_quit()
  }

  /// - Returns: the exit code, see `ExitCode`.
  public func run() -> Int32 {
    let console = surroundings.console
    do {
      switch try ArgumentParser().parse(arguments) {
      case .version: try console.print("muster \(Program.version)\n")
      case .help(nil): try console.print(HelpPage().text)
      case .help(let command?): try console.print(HelpPage(of: command).text)
      case .run(let arguments): return carryOut(arguments).rawValue
      }
      return ExitCode.success.rawValue
    } catch let error as UsageError {
      return fail(with: Report(error))
    } catch let error as WriteFailure {
      // Somebody who pipes help into head has seen enough.
      return error.isClosedPipe ? ExitCode.success.rawValue : fail(with: Report(error))
    } catch {
      return fail(with: Report(unforeseen: error))
    }
  }

  private func carryOut(_ arguments: CommandArguments) -> ExitCode {
    let console = surroundings.console
    console.adopt(arguments)
    do {
      return try makeCommand(withJob(arguments)).run()
    } catch let report as Report {
      console.show(report)
      return report.exitCode
    } catch let failure as WriteFailure where failure.isClosedPipe {
      return .success
    } catch {
      let report = Report(unforeseen: error)
      console.show(report)
      return report.exitCode
    }
  }

  /// The command line with what its job file says.
  private func withJob(_ arguments: CommandArguments) throws -> CommandArguments {
    guard let path = arguments[Options.job] ?? arguments[Options.scenario] else { return arguments }
    if path == "-", arguments.operands.contains("-") {
      throw UsageError.contradiction("the list and the job file cannot both come from standard input")
    }
    let whole = try JobFile(path: path).applied(to: arguments)
    if let operand = CommandDeclaration.of(whole.command).operand, whole.operands.isEmpty {
      throw UsageError.missingOperand(operand, of: whole.command)
    }
    surroundings.console.adopt(whole)
    return whole
  }

  private func makeCommand(_ arguments: CommandArguments) -> any Command {
    switch arguments.command {
    case .inspect: Inspect(arguments: arguments, surroundings: surroundings)
    case .check: Check(arguments: arguments, surroundings: surroundings)
    case .plan: Plan(arguments: arguments, surroundings: surroundings)
    case .import: Import(arguments: arguments, surroundings: surroundings)
    case .resume: Resume(arguments: arguments, surroundings: surroundings)
    case .status: Status(arguments: arguments, surroundings: surroundings)
    case .results: Results(arguments: arguments, surroundings: surroundings)
    case .verify: Verify(arguments: arguments, surroundings: surroundings)
    case .export: Export(arguments: arguments, surroundings: surroundings)
    case .activate: UserJob(operation: .activate, arguments: arguments, surroundings: surroundings)
    case .deactivate: UserJob(operation: .deactivate, arguments: arguments, surroundings: surroundings)
    case .delete: UserJob(operation: .delete, arguments: arguments, surroundings: surroundings)
    case .rotate: UserJob(operation: .rotate, arguments: arguments, surroundings: surroundings)
    case .undo: Undo(arguments: arguments, surroundings: surroundings)
    case .retire: Retire(arguments: arguments, surroundings: surroundings)
    case .sandbox: SandboxCommand(arguments: arguments, surroundings: surroundings)
    }
  }

  private func fail(with report: Report) -> Int32 {
    surroundings.console.show(report)
    return report.exitCode.rawValue
  }
}

/// One of the program's commands with its command line.
protocol Command {
  /// - Throws: a `Report` in the first place; other modules' errors are worded by `Report(unforeseen:)`.
  func run() throws -> ExitCode
}

/// What the program knows of the process around it; tests hand in their own.
struct Surroundings {
  var console: Console
  /// The value of an environment variable; `nil` if it is not set.
  var variable: (String) -> String?
  var isInputTerminal = false
}

extension Surroundings {
  static var ofProcess: Surroundings {
    Surroundings(
      console: Console(
        output: FileByteSink(descriptor: STDOUT_FILENO, name: "standard output"),
        error: FileByteSink(descriptor: STDERR_FILENO, name: "standard error"),
        isOutputTerminal: isatty(STDOUT_FILENO) == 1, isErrorTerminal: isatty(STDERR_FILENO) == 1),
      variable: { name in getenv(name).map { String(cString: $0) } }, isInputTerminal: isatty(STDIN_FILENO) == 1)
  }
}
