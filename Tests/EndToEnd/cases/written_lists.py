"""The same customers in whatever encoding, packing and dialect: what is created and where it is said to come from is the same."""

import bz2
import csv
import gzip
import io
import lzma
import zipfile

from harness.case import case, cases_of
from harness.promise import check_law

ROWS = [
    ("1", "Müller & Söhne", "first\nsecond"), ("2", "Smith, Ltd.", 'the "old" mill'), ("3", "", "no name"), ("4", "O'Brien", "x;y\tz|"),
    ("5", "Café Zoë", ""),
]


def written(delimiter=",", quotechar='"', lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL):
    text = io.StringIO(newline="")
    writer = csv.writer(
        text, delimiter=delimiter, quotechar=quotechar, lineterminator=lineterminator, quoting=quoting)
    writer.writerow(("id", "company", "note"))
    writer.writerows(ROWS)
    return text.getvalue()


def zipped(data):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export/", b"")
        archive.writestr("export/customers.csv", data)
        archive.writestr("__MACOSX/export/._customers.csv", b"\0\5\26\7")
    return file.getvalue()


@cases_of("the same customers, the same rows:", [
    ("UTF-8", {}), ("with a mark", {"encoding": "utf-8-sig"}), ("UTF-16 with a mark", {"encoding": "utf-16"}),
    ("UTF-16 LE without a mark", {"encoding": "utf-16-le"}), ("UTF-16 BE without a mark", {"encoding": "utf-16-be"}),
    ("UTF-32", {"encoding": "utf-32"}), ("Windows-1252", {"encoding": "windows-1252", "options": ["--encoding", "windows-1252"]}),
    ("ISO-8859-15", {"encoding": "iso-8859-15", "options": ["--encoding", "latin9"]}),
    ("semicolons", {"delimiter": ";"}), ("tabs", {"delimiter": "\t"}), ("pipes", {"delimiter": "|"}),
    ("line feeds", {"lineterminator": "\n"}), ("everything in quotes", {"quoting": csv.QUOTE_ALL}),
    ("carriage returns", {"lineterminator": "\r", "quoting": csv.QUOTE_ALL}),
    ("apostrophes as quotes", {"quotechar": "'"}), ("gzip", {"pack": gzip.compress}), ("xz", {"pack": lzma.compress}),
    ("bzip2", {"pack": bz2.compress}), ("zip", {"pack": zipped}),
    ("UTF-16 in gzip", {"encoding": "utf-16", "pack": gzip.compress}),
])
def same_customers(scene, encoding="utf-8", pack=bytes, options=(), **dialect):
    data = pack(written(**dialect).encode(encoding))
    scene.write("customers.bin", data)
    sandbox = scene.sandbox()
    scene.muster(
        "import", "customers.bin", "--base-url", sandbox.base_url, "--rate", "none", "--settle", "300ms", *options,
        key=sandbox.key).expect(1)
    names = sorted(user["name"] for user in sandbox.users)
    assert names == sorted(name for _, name, _ in ROWS if name), names
    check_law(scene.status("customers.bin.muster"), created=4, rejected=1)
    sources = {row["key"]: row["source"] for row in scene.results("customers.bin.muster") if row["state"] == "created"}
    assert sources == {"1": "2", "2": "4", "4": "6", "5": "7"}, sources
    rejected = scene.results("customers.bin.muster", "--rejected")
    assert len(rejected) == 1, rejected


@case
def rows_are_told_by_the_lines_that_an_editor_shows(scene):
    scene.write(
        "customers.csv",
        "exported by the CRM\n\nid,company,note\n# a remark, with \"quotes\n1,Acme,\"one\ntwo\n\nthree\"\n\n2,,x\n3\n4,Globex,\n")
    reading = ["customers.csv", "--skip-rows", "1", "--comment", "#"]
    check = scene.muster("check", *reading, "--rejects", "rejects.csv")
    check.expect(1, "customers.csv:10: the name is empty", "customers.csv:11: the row has 1 field")
    with open(scene.path("rejects.csv"), encoding="utf-8", newline="") as file:
        rejects = list(csv.reader(file))
    assert [row[-1] for row in rejects] == ["muster_source", "10", "11"], rejects
    scene.write("mended.csv", scene.path("rejects.csv").read_text().replace("2,,x", "2,Initech,x").replace("3,row", "3,Hooli,,row"))
    scene.muster("check", "mended.csv").expect(0, "2 bot users")
