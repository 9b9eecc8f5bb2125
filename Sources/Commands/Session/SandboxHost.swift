import Engine
import Sandbox

/// Starts the emulated account, for `muster sandbox` and for `--sandbox` alike.
enum SandboxHost {
  struct Wish {
    var port = 0
    var limit: RateChoice?
    var quotas: [QuotaChoice] = []
    var faults: [FaultPlan.Entry] = []
    var quirks: [AccountQuirk] = []
    var seed: Int?
    var account: String?
    var nameLimit: Int?
    var concurrencyLimit: Int?
    var keyLimit: RateLimit?
  }

  static func start(_ wish: Wish) throws(Report) -> SandboxServer {
    var configuration = SandboxConfiguration()
    configuration.port = UInt16(clamping: wish.port)
    configuration.seed = UInt64(wish.seed ?? 1)
    configuration.accountFile = wish.account
    configuration.faults.entries = wish.faults
    configuration.account.adopt(wish.quirks)
    for choice in wish.quotas { configuration.account.limits.quotas[choice.kind] = choice.quota }
    switch wish.limit {
    case .limit(let limit): configuration.account.limits.requests = AccountRate(limit)
    case RateChoice.none?: configuration.account.limits.requests = nil
    case nil: break
    }
    if let bytes = wish.nameLimit { configuration.account.limits.nameLength = bytes }
    configuration.account.limits.concurrency = wish.concurrencyLimit
    configuration.account.limits.newKeys = wish.keyLimit.map { AccountRate($0) }
    do {
      return try SandboxServer.start(configuration)
    } catch {
      throw Report(error)
    }
  }

  /// Where the account of a job in the sandbox is kept: beside the checkpoint, so that resuming finds it, and one for all
  /// jobs on a list.
  static func accountPath(besideCheckpoint checkpoint: String) -> String {
    var stem = checkpoint.hasSuffix(".muster") ? String(checkpoint.dropLast(".muster".count)) : checkpoint
    while let job = Options.userJobs.union(Options.sequels).first(where: { stem.hasSuffix(".\($0.rawValue)") }) {
      stem.removeLast(job.rawValue.count + 1)
    }
    return "\(stem).account"
  }
}

extension AccountRate {
  fileprivate init(_ limit: RateLimit) {
    self.init(limit.count, perSeconds: limit.window.inSeconds)
  }
}
