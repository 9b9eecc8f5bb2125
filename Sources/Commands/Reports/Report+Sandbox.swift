import Sandbox

extension Report {
  /// Words why the emulated account cannot be had; the sandbox's own messages say what to do.
  init(_ error: SandboxError) {
    let exitCode: ExitCode =
      switch error.code {
      case .accountLocked, .accountDamaged: .checkpointRefused
      case .invalidFault, .portUnavailable, .threadUnavailable, .accountUnreadable, .accountUnwritable: .wrongUsage
      }
    self.init("sandbox-\(error.code.rawValue)", error.message, exit: exitCode)
  }
}
