"""From rows to customers: conditions, job files, values of a customer's own, the same list in every format."""

from harness.case import case
from harness.promise import check_law

CHECKPOINT = "customers.csv.muster"
LIST = """\
id,company,email,plan,seats,state
1,"Acme, Inc.",ops@acme.example,pro,2,active
2,Globex,it@globex.example,free,1,active
3,Initech,x@initech.example,pro,many,active
4,Hooli,a@hooli.example,pro,1,Inactive
5,Umbrella,u@umbrella.example,trial,0,no
6,M\u00fcller,m@mueller.example,pro,1,yes
7,Mu\u0308ller,n@mueller.example,pro,1,1
"""
SAME = ("--name", "{company | before:','}", "--metadata", "plan,domain={email | after:@}")


def importing(sandbox, *options):
    return ("import", *options, "--base-url", sandbox.base_url, "--rate", "none", "--settle", "300ms")


def names(sandbox):
    return sorted(user["name"] for user in sandbox.users)


@case
def a_condition_takes_some_rows_and_can_be_changed(scene):
    sandbox = scene.sandbox()
    scene.write("customers.csv", LIST)
    pro = 'plan == "pro" && id in [1, 2, 4]'
    scene.muster(*importing(sandbox, "customers.csv", "--where", pro), key=sandbox.key).expect(0, "5 filtered")
    check_law(scene.status(CHECKPOINT), created=2, filtered=5)
    assert names(sandbox) == ["Acme, Inc.", "Hooli"]

    # The same command goes on; without --where the earlier condition still holds.
    before = sandbox.requests
    scene.muster(*importing(sandbox, "customers.csv"), key=sandbox.key).expect(0, "5 filtered")
    assert names(sandbox) == ["Acme, Inc.", "Hooli"] and sandbox.requests == before

    # Another condition is another selection: who is new is taken up, who is gone is left alone.
    more = 'plan in ["pro", "free"] && id != 1'
    scene.muster(*importing(sandbox, "customers.csv", "--where", more), key=sandbox.key).expect(0, "1 gone", "4 new")
    check_law(scene.status(CHECKPOINT), created=5, filtered=2)
    scene.muster(*importing(sandbox, "customers.csv", "--where", ""), key=sandbox.key).expect(0)
    check_law(scene.status(CHECKPOINT), created=7)
    assert len(sandbox.users) == 7


@case
def a_condition_that_makes_no_sense_sends_nothing(scene):
    sandbox = scene.sandbox()
    scene.write("customers.csv", LIST)
    for condition, says in (
            ("plan = 'pro'", "character 6"), ("plna == 'pro'", 'Did you mean "plan"?'), ("plan", "no condition")):
        for command in (importing(sandbox, "customers.csv"), ("check", "customers.csv"), ("inspect", "customers.csv")):
            scene.muster(*command, "--where", condition, key=sandbox.key).expect(2, says)
    assert sandbox.requests == 0 and not scene.path(CHECKPOINT).exists()


@case
def what_check_writes_as_a_job_is_what_import_does(scene):
    sandbox = scene.sandbox()
    scene.write("customers.csv", LIST)
    scene.muster(
        "check", "customers.csv", *SAME, "--map", "keys=seats", "--where", "plan != 'free'", "--write-job",
        "job.json5").expect(1, "import --job job.json5")
    scene.muster(*importing(sandbox, "--job", "job.json5"), key=sandbox.key).expect(1)
    check_law(scene.status(CHECKPOINT), created=5, filtered=1, rejected=1)
    assert names(sandbox) == sorted(["Acme", "Hooli", "Umbrella", "M\u00fcller", "Mu\u0308ller"])
    assert sorted(len([k for k in sandbox.keys if k["owner_id"] == u["id"]]) for u in sandbox.users) == [0, 1, 1, 1, 2]
    scene.muster("verify", CHECKPOINT, "--job", "job.json5", "--base-url", sandbox.base_url, key=sandbox.key).expect(0)

    # The command line counts more.
    scene.muster("check", "--job", "job.json5", "--where", "id == 1", "--keys", "3").expect(0, "1 bot user and 3 API keys")


@case
def a_job_file_never_holds_the_key(scene):
    scene.write("customers.csv", LIST)
    scene.write("job.json5", "{list: 'customers.csv',\n  'api-key': 'ak_2abcSECRET'}")
    ended = scene.muster("import", "--job", "job.json5", "--sandbox").expect(2, "job.json5:2:3")
    assert "SECRET" not in ended.err + ended.out


@case
def keys_and_activity_come_from_the_list(scene):
    sandbox = scene.sandbox()
    scene.write("customers.csv", LIST)
    own = ("--map", "keys=seats", "--map", "active=state")
    scene.muster("check", "customers.csv", *own).expect(1, "2 of the users inactive in the end", "14 requests")
    scene.muster(*importing(sandbox, "customers.csv", *own), key=sandbox.key).expect(1)
    check_law(scene.status(CHECKPOINT), created=6, rejected=1)
    active = {user["name"]: user["active"] for user in sandbox.users}
    assert active == {
        "Acme, Inc.": True, "Globex": True, "Hooli": False, "Umbrella": False, "M\u00fcller": True, "Mu\u0308ller": True}
    assert len(sandbox.keys) == 2 + 1 + 1 + 0 + 1 + 1
    scene.muster("verify", CHECKPOINT, key=sandbox.key).expect(0)


@case
def names_that_look_the_same_are_pointed_out(scene):
    sandbox = scene.sandbox()
    scene.write("customers.csv", LIST)
    scene.muster("check", "customers.csv").expect(0, "customers.csv:8:", "that of line 7")
    scene.muster(*importing(sandbox, "customers.csv"), key=sandbox.key).expect(0, "customers.csv:8:", "that of line 7")


@case
def the_same_list_in_every_format_makes_the_same_customers(scene):
    scene.write("customers.csv", LIST)
    options = (*SAME, "--map", "keys=seats", "--where", "seats != 0 && !(plan == 'free')")

    def seen(path):
        report = scene.muster("check", path, *options).expect(1).out
        shown = report[report.index("customers\n"):]
        # Where a row stands differs, by its nature.
        return [line for line in shown.replace(path, "LIST").splitlines() if "LIST:" not in line and "ends about" not in line]

    expected = seen("customers.csv")
    for ending in ("tsv", "json", "ndjson"):
        scene.muster("inspect", "customers.csv", "-o", f"copy.{ending}").expect(0)
        assert seen(f"copy.{ending}") == expected, ending
