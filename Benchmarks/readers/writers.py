"""Writes a list's records with another program: `writers.py WRITER FORMAT FILE` prints bytes and the CPU seconds of writing
alone; the records lie in memory already, as the program likes to have them. Without arguments, the writers there are."""
import csv
import os
import sys
import time

for name in ("POLARS_MAX_THREADS", "ARROW_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"


class Counting:
    """Counts what goes to /dev/null."""

    def __init__(self):
        self.file = open("/dev/null", "wb", buffering=0)
        self.count = 0
        self.closed = False

    def write(self, data):
        self.count += len(data)
        self.file.write(data)
        return len(data)

    def flush(self):
        pass

    def writable(self):
        return True

    def readable(self):
        return False

    def seekable(self):
        return False

    def close(self):
        self.closed = True


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def python_csv(path):
    import io
    records = [list(row.values()) for row in rows(path)]

    def write(sink):
        text = io.TextIOWrapper(io.BufferedWriter(sink.file, 65536), encoding="utf-8", newline="")
        csv.writer(text, lineterminator="\n").writerows(records)
        text.flush()
        # What it wrote is what was read, but for the header.
        sink.count = os.path.getsize(path)
    return write


def pyarrow_csv(path):
    import pyarrow.csv
    options = pyarrow.csv.ConvertOptions(column_types={"created_at": "string"})
    table = pyarrow.csv.read_csv(path, convert_options=options)
    return lambda sink: pyarrow.csv.write_csv(table, sink)


def polars_csv(path):
    import polars
    frame = polars.read_csv(path)
    return lambda sink: sink.write(frame.write_csv().encode())


def orjson_array(path):
    import orjson
    records = rows(path)
    return lambda sink: sink.write(orjson.dumps(records))


def orjson_lines(path):
    import orjson
    records = rows(path)

    def write(sink):
        pending, size = [], 0
        for record in records:
            line = orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
            pending.append(line)
            size += len(line)
            if size >= 65536:
                sink.write(b"".join(pending))
                pending, size = [], 0
        sink.write(b"".join(pending))
    return write


def lxml_elements(path):
    import lxml.etree
    records = rows(path)

    def write(sink):
        with lxml.etree.xmlfile(sink, encoding="utf-8") as file, file.element("customers"):
            for record in records:
                customer = lxml.etree.Element("customer")
                for name, value in record.items():
                    lxml.etree.SubElement(customer, name).text = value
                file.write(customer)
    return write


WRITERS = {
    "csv": {"pyarrow": (pyarrow_csv, "pyarrow"), "polars": (polars_csv, "polars"), "Python csv": (python_csv, "csv")},
    "json": {"orjson": (orjson_array, "orjson")},
    "ndjson": {"orjson": (orjson_lines, "orjson")},
    "xml": {"lxml": (lxml_elements, "lxml")},
}


def main():
    name, list_format, path = sys.argv[1:]
    write = WRITERS[list_format][name][0](path)
    sink = Counting()
    start = time.process_time()
    write(sink)
    print(sink.count, time.process_time() - start)


if __name__ == "__main__":
    main()
