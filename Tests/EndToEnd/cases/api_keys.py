"""Where the API key comes from, and where it must never be."""

from harness.case import case

KEY_FILE = "key"


@case
def out_of_the_environment_a_file_or_standard_input(scene):
    sandbox = scene.sandbox()
    scene.customers(3)
    scene.write(KEY_FILE, f"{sandbox.key}\n", mode=0o600)
    options = ("--base-url", sandbox.base_url, "--rate", "none")
    scene.muster("import", "customers.csv", *options, "--checkpoint", "1", key=sandbox.key).expect(0)
    more = ("--existing", "skip")
    scene.muster("import", "customers.csv", *options, *more, "--checkpoint", "2", "--api-key-file", KEY_FILE).expect(0)
    scene.muster(
        "import", "customers.csv", *options, *more, "--checkpoint", "3", "--api-key-file", "-", stdin=sandbox.key
    ).expect(0)
    # A file outdoes the environment.
    scene.muster("verify", "1", "--api-key-file", KEY_FILE, key="nonsense").expect(0)


@case
def a_file_that_others_can_read_is_refused(scene):
    sandbox = scene.sandbox()
    scene.customers(3)
    for mode in (0o644, 0o640, 0o604):
        scene.write(KEY_FILE, sandbox.key, mode=mode)
        scene.muster(
            "import", "customers.csv", "--base-url", sandbox.base_url, "--api-key-file", KEY_FILE
        ).expect(2, KEY_FILE, "chmod 600 key")
    assert sandbox.requests == 0


@case
def a_missing_or_malformed_one_is_said_without_showing_it(scene):
    sandbox = scene.sandbox()
    scene.customers(3)
    importing = ("import", "customers.csv", "--base-url", sandbox.base_url)
    scene.muster(*importing).expect(2, "NGROK_API_KEY", "--api-key-file")
    scene.muster(*importing, key="").expect(2, "NGROK_API_KEY")
    scene.muster(*importing, "--api-key-file", "nowhere").expect(2, "nowhere")
    scene.muster(*importing, "--api-key-file", "-", stdin="").expect(2, "standard input")
    ended = scene.muster(*importing, key="secret-one secret-two").expect(2)
    assert "secret-" not in ended.err + ended.out
    ended = scene.muster("import", "customers.csv", "--api-key", "secret-three").expect(2, "NGROK_API_KEY")
    assert "secret-" not in ended.err + ended.out
    assert sandbox.requests == 0


@case
def a_wrong_one_stops_the_run_and_charges_nobody(scene):
    sandbox = scene.sandbox()
    customers = scene.customers(30)
    ended = scene.muster(
        "import", customers.path, "--base-url", sandbox.base_url, "--rate", "none", "--settle", "100ms",
        key="0" * 27 + "_wrong").expect(3, "ERR_NGROK_20")
    assert "_wrong" not in ended.err
    assert scene.status("customers.csv.muster")["states"]["pending"] == 30
    scene.muster("resume", "customers.csv.muster", key=sandbox.key).expect(0)
