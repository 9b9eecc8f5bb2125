import Foundation

/// `simulate`: many migrations, each from its seed, on all cores; a failing one prints the command that repeats it.
public enum SimulationCommand {
  public static func run(arguments: [String]) -> Never {
    guard let options = SimulationOptions(arguments) else {
      print(SimulationOptions.usage)
      exit(2)
    }
    if options.measuresWindow { exit(measureWindow()) }
    exit(Campaign(options).run())
  }

  private static func measureWindow() -> Int32 {
    do {
      return try WindowMeasurement.report() ? 0 : 1
    } catch {
      print("the window could not be measured: \(error)")
      return 1
    }
  }
}
