import Simulation

SimulationCommand.run(arguments: Array(CommandLine.arguments.dropFirst()))
