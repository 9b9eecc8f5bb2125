import Engine
import Ledger
import NgrokAPI
import Runner

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads an account's lists into an inventory, from where an earlier call has left off.
struct InventoryReading {
  let loop: AccountLoop
  let settings: JobSettings
  let kinds: [CredentialKind]

  private var console: Console { loop.surroundings.console }

  private var lists: [AccountList] { [.users] + kinds.map(AccountList.credentials) }

  /// - Throws: a `Report` if what is there belongs to another account or kind of user.
  func open(at path: String) throws -> InventoryFile {
    let header = InventoryHeader(
      baseURL: loop.account.name, userKind: settings.userKind, begunAt: Date.now.formatted(.iso8601),
      programVersion: Program.version)
    let inventory = try InventoryFile.open(at: path, header: header)
    guard inventory.isContinued else { return inventory }
    let earlier = inventory.header
    guard earlier.baseURL == header.baseURL, earlier.userKind == header.userKind else {
      inventory.close()
      throw Report(
        "other-account", at: path,
        "this was begun for the \(earlier.userKind.rawValue) users of \(earlier.baseURL), not for the "
          + "\(header.userKind.rawValue) users of \(header.baseURL)",
        advice: "give the command it was begun with, delete it, or name another file with --checkpoint",
        exit: .checkpointRefused)
    }
    console.say(
      "\(path): going on with what was begun at \(earlier.begunAt); what is listed already is not read again.",
      code: "resume")
    return inventory
  }

  /// - Returns: why reading stopped before all lists were complete; `nil` if they are.
  func read(into inventory: InventoryFile) throws -> StopReason? {
    let lists = try lists.map { ListToRead($0, try inventory.progress(of: $0)) }
    guard lists.contains(where: { $0.progress != .complete }) else { return nil }
    let engine = JobEngine(
      reading: lists, settings: settings, witnesses: try inventory.witnesses(), start: SystemClock().now,
      slotHolder: SlotHolder.base)
    return try loop.run(engine, ledger: inventory) { engine, now, isStopping in
      ListingProgress(engine, at: now, isStopping: isStopping)
    }
  }
}
