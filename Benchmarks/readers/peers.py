"""Reads a list with another program: `peers.py READER FILE` prints records and CPU seconds; without arguments, the readers there are."""
import importlib.util
import os
import resource
import shutil
import subprocess
import sys
import time

for name in ("POLARS_MAX_THREADS", "ARROW_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"


def csv_module(path):
    import csv
    with open(path, encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def json_lines(path):
    import json
    with open(path, "rb") as file:
        return sum(1 for line in file if json.loads(line))


def json_array(path):
    import json
    with open(path, "rb") as file:
        return len(json.load(file))


def orjson_lines(path):
    import orjson
    with open(path, "rb") as file:
        return sum(1 for line in file if orjson.loads(line))


def orjson_array(path):
    import orjson
    with open(path, "rb") as file:
        return len(orjson.loads(file.read()))


def ijson_array(path):
    import ijson
    with open(path, "rb") as file:
        return sum(1 for _ in ijson.items(file, "item"))


def polars_csv(path):
    import polars
    return len(polars.read_csv(path))


def polars_lines(path):
    import polars
    return len(polars.read_ndjson(path))


def polars_array(path):
    import polars
    return len(polars.read_json(path))


def pyarrow_csv(path):
    import pyarrow
    import pyarrow.csv
    pyarrow.set_cpu_count(1)
    options = pyarrow.csv.ReadOptions(use_threads=False)
    return sum(batch.num_rows for batch in pyarrow.csv.open_csv(path, read_options=options))


def pyarrow_lines(path):
    import pyarrow
    import pyarrow.json
    pyarrow.set_cpu_count(1)
    return pyarrow.json.read_json(path, read_options=pyarrow.json.ReadOptions(use_threads=False)).num_rows


def duckdb_query(function, threads=1):
    def read(path):
        import duckdb
        connection = duckdb.connect(config={"threads": threads})
        # Every field of every record, as a query that looks at one column only would decode no other.
        return connection.execute(f"CREATE TABLE list AS SELECT * FROM {function}('{path}')").fetchall()[0][0]
    return read


def lxml_elements(path):
    import lxml.etree
    count = 0
    for _, element in lxml.etree.iterparse(path, tag="customer"):
        count += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return count


def xmllint_stream(path):
    subprocess.run(["xmllint", "--stream", "--noout", path], check=True)


def expat_events(path):
    from xml.parsers import expat
    count, text, fields = 0, [], []

    def end(name):
        nonlocal count
        fields.append("".join(text).strip())
        text.clear()
        if name == "customer":
            count += 1
            fields.clear()

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.EndElementHandler, parser.CharacterDataHandler = end, text.append
    with open(path, "rb") as file:
        parser.ParseFile(file)
    return count


def count_records(path):
    """For a reader that does not count: the lists have each record on a line."""
    with open(path, "rb") as file:
        return sum(b"</customer>" in line for line in file)


TWO_THREADS = "duckdb, 2 threads"

READERS = {
    "csv": {
        "Python csv": (csv_module, "csv"),
        "polars": (polars_csv, "polars"),
        "pyarrow": (pyarrow_csv, "pyarrow"),
        "duckdb": (duckdb_query("read_csv"), "duckdb"),
    },
    "json": {
        "Python json": (json_array, "json"),
        "orjson": (orjson_array, "orjson"),
        "ijson": (ijson_array, "ijson"),
        "polars": (polars_array, "polars"),
    },
    "ndjson": {
        "Python json": (json_lines, "json"),
        "orjson": (orjson_lines, "orjson"),
        "polars": (polars_lines, "polars"),
        "pyarrow": (pyarrow_lines, "pyarrow"),
        "duckdb": (duckdb_query("read_json"), "duckdb"),
        TWO_THREADS: (duckdb_query("read_json", threads=2), "duckdb"),
    },
    "xml": {"expat": (expat_events, "pyexpat"), "lxml": (lxml_elements, "lxml"), "xmllint --stream": (xmllint_stream, None)},
}


def available(list_format):
    def is_there(module):
        return importlib.util.find_spec(module) if module else shutil.which("xmllint")

    return [name for name, (_, module) in READERS[list_format].items() if is_there(module)]


def cpu_seconds():
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def main():
    name, path = sys.argv[1:]
    read, module = READERS[path.rsplit(".", 1)[1]][name]
    if module:
        __import__(module)
    start = cpu_seconds()
    records = read(path)
    seconds = cpu_seconds() - start
    print(count_records(path) if records is None else records, seconds / 2 if name == TWO_THREADS else seconds)


if __name__ == "__main__":
    main()
