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
}
