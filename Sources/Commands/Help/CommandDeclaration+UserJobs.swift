/// What help says about the commands on users that are there already.
extension CommandDeclaration {
  private static let whichUsers =
    "FILE is a list, - for standard input, or the checkpoint of an earlier run, whose users are then meant. In a list "
    + "users are told by their ids (a column with bot_… in it is found by itself, --id-column names one), else by their "
    + "names, made as muster import makes them (--name), or with --keys-from by the customer keys that an earlier run's "
    + "checkpoint knows."

  private static let again =
    "The same command goes on with what was stopped or killed. Once all is done it does it again: the ended checkpoint is "
    + "kept under a name with its date, and all users are looked at anew."

  static let deactivate = CommandDeclaration(
    name: .deactivate, summary: "let users' credentials work no more; keeps them", operand: "FILE",
    explanation: [
      whichUsers,
      "What each user was before is recorded. A user that is inactive already is left alone (unchanged); one that is not "
        + "there is a failure. Who deactivates first and deletes later sees what breaks while it can be undone.",
      again,
    ],
    examples: [
      Example(purpose: "Which requests would that be?", line: "deactivate churned.csv -n"),
      Example(purpose: "The customers who have left", line: "deactivate churned.csv"),
      Example(
        purpose: "The same by the CRM's own numbers",
        line: "deactivate churned.csv --id-column crm_id --keys-from customers.csv.muster"),
      Example(purpose: "Everybody whom an import made", line: "deactivate customers.csv.muster"),
    ])

  static let activate = CommandDeclaration(
    name: .activate, summary: "let users' credentials work again", operand: "FILE",
    explanation: [
      whichUsers,
      "What each user was before is recorded. A user that is active already is left alone (unchanged); one that is not "
        + "there is a failure.",
      again,
    ],
    examples: [
      Example(purpose: "Back again", line: "activate returned.csv"),
      Example(purpose: "Everybody whom a run has deactivated", line: "activate churned.csv.deactivate.muster"),
    ])

  static let delete = CommandDeclaration(
    name: .delete, summary: "delete users with all their credentials", operand: "FILE",
    explanation: [
      whichUsers,
      "Each user is looked at just before it is deleted: an active one stays, unless --force is given. What it was and "
        + "which credentials went with it is recorded, secrets apart. A user that is not there is absent, which is no "
        + "failure. On a terminal the number of users has to be typed; elsewhere --yes is wanted.",
      "The announced practice: deactivate, see what breaks, delete later. With --after only users go that this "
        + "deactivation has dealt with, and with --grace only when that is long enough ago.",
    ],
    examples: [
      Example(purpose: "What would go, and what goes along?", line: "delete churned.csv -n"),
      Example(
        purpose: "Those who have been inactive for a week",
        line: "delete churned.csv.deactivate.muster --grace 7d --yes"),
      Example(purpose: "No more than a few", line: "delete churned.csv --max-delete 5% --yes"),
    ])

  static let rotate = CommandDeclaration(
    name: .rotate, summary: "issue new credentials beside the old ones", operand: "FILE",
    explanation: [
      whichUsers,
      "For every API key and authtoken of a user a new one is issued that says the same (description, metadata, rules); "
        + "the old ones go on working. The results hold the new tokens, and in replaces_id what each takes the place of. "
        + "When they are in use, muster retire deletes the old ones; muster undo deletes the new ones instead. SSH "
        + "credentials are left alone, as the key behind one is the user's own.",
    ],
    examples: [
      Example(
        purpose: "New credentials for everybody whom an import made", line: "rotate customers.csv.muster -o new.csv"),
      Example(purpose: "Which requests would that be?", line: "rotate customers.csv.muster -n"),
    ])

  static let retire = CommandDeclaration(
    name: .retire, summary: "delete the credentials that a rotation replaced", operand: "CHECKPOINT",
    explanation: [
      "CHECKPOINT is that of muster rotate. The old credentials of a customer are deleted where all of its new ones were "
        + "issued and are still in the account. On a terminal the number of credentials has to be typed; elsewhere --yes "
        + "is wanted."
    ],
    examples: [
      Example(purpose: "What would go?", line: "retire customers.csv.rotate.muster -n"),
      Example(
        purpose: "Those that were replaced a week ago", line: "retire customers.csv.rotate.muster --grace 7d --yes"),
    ])

  static let undo = CommandDeclaration(
    name: .undo, summary: "take back exactly what a run did", operand: "CHECKPOINT",
    explanation: [
      "Of an import, the users and credentials are deleted that it made: first made inactive, then looked at, then "
        + "deleted. Users that were there before stay, and so do those that somebody has given a credential since; these "
        + "are named. Of a deactivation, those are activated who were active before; of a rotation, the new credentials "
        + "are deleted. Requests of the run that were never answered are settled first, and the run goes on no more.",
      "On a terminal the number of users has to be typed; elsewhere --yes is wanted.",
    ],
    examples: [
      Example(purpose: "What would that be?", line: "undo customers.csv.muster -n"),
      Example(purpose: "As if the import had not been", line: "undo customers.csv.muster --yes"),
    ])
}
