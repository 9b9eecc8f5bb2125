import Engine
import Foundation

/// `simulate`: many migrations, each from its seed, on all cores; a failing one prints the command that repeats it.
public enum SimulationCommand {
  public static func run(arguments: [String]) -> Never {
    var seeds: Range<UInt64> = 0..<1000
    var sweeps = 0
    var minutes: Double?
    var isSingle = false
    var index = 0
    func value() -> String? {
      index += 1
      return index < arguments.count ? arguments[index] : nil
    }
    let isTraced = arguments.contains("--trace")
    let arguments = arguments.filter { $0 != "--trace" }
    while index < arguments.count {
      switch (arguments[index], value()) {
      case ("--seeds", let text?): seeds = 0..<(UInt64(text) ?? 1000)
      case ("--seed", let text?):
        let seed = UInt64(text) ?? 0
        seeds = seed..<(seed + 1)
        isSingle = true
      case ("--sweeps", let text?): sweeps = Int(text) ?? 0
      case ("--minutes", let text?): minutes = Double(text)
      default:
        print("usage: simulate [--seeds N | --seed N [--trace] | --minutes M] [--sweeps N]")
        exit(2)
      }
      index += 1
    }
    exit(Campaign(seeds: seeds, sweeps: sweeps, minutes: minutes, isSingle: isSingle, isTraced: isTraced).run() ? 0 : 1)
  }
}
