"""Each exit code is what it is documented to be."""

from harness.case import case
from harness.customers import rows_as_csv


@case
def from_0_to_5(scene):
    sandbox = scene.sandbox()
    scene.customers(5, name="good.csv")
    scene.write("mixed.csv", rows_as_csv(["id", "company"], [("1", "One"), ("2", "")]))
    scene.write("broken.csv", 'id,company\n1,"never closed\n')
    options = ("--base-url", sandbox.base_url, "--rate", "none", "--settle", "100ms")

    def run(*arguments):
        return scene.muster(*arguments, key=sandbox.key)

    run("import", "good.csv", *options, "--stop-after", "1", "-j", "1").expect(3)
    run("resume", "good.csv.muster").expect(0)
    run("check", "good.csv").expect(0)
    run("import", "mixed.csv", *options).expect(1)
    run("check", "mixed.csv").expect(1)
    run("status", "mixed.csv.muster").expect(0)
    run("import", "broken.csv", *options).expect(4, "broken.csv:2")
    run("check", "broken.csv").expect(4)
    run("import", "nowhere.csv", *options).expect(2, "nowhere.csv")
    run("import", "good.csv", "--no-such-option").expect(2)
    run("resume", "nowhere.muster").expect(2)
    run("resume", "good.csv").expect(5)
    assert not scene.path("broken.csv.muster").exists()

    key = next(row["credential_id"] for row in scene.results("good.csv.muster"))
    sandbox.delete(f"/api_keys/{key}")
    run("verify", "good.csv.muster").expect(1, key)
