"""The Python client's part of the benchmark. For each request, a line of standard input, it does the work once and prints
the time it took. Files are read before the clock starts."""

import io
import json
import sys
import time

from influxdb_client import Point, WritePrecision
from influxdb_client.client.flux_csv_parser import FluxCsvParser, FluxSerializationMode


def prepare(work, content):
    if work == "records":
        return lambda: read_records(content)
    points = json.loads(content)
    if not points["integers"]:
        for row in points["rows"]:
            row.update((key, float(row[key])) for key in points["fieldKeys"] if isinstance(row[key], int))
    return lambda: write_points(points)


def write_points(points):
    tag_keys, field_keys = points["tagKeys"], points["fieldKeys"]
    lines = []
    for row in points["rows"]:
        point = Point("cpu")
        for key in tag_keys:
            point.tag(key, row[key])
        for key in field_keys:
            point.field(key, row[key])
        lines.append(point.time(row["time"], WritePrecision.MS).to_line_protocol())
    return len(lines) if len("\n".join(lines).encode()) > 0 else 0


def read_records(content):
    # Reads the bytes line by line, like the client's HTTP response.
    parser = FluxCsvParser(io.BytesIO(content), serialization_mode=FluxSerializationMode.stream)
    rows = values = 0
    for record in parser.generator():
        for value in record.values.values():
            if value is not None:
                values += 1
        rows += 1
    return rows if values > rows else 0


def main():
    file = None
    turn = None
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["file"] != file:
            file = asked["file"]
            with open(file, "rb") as opened:
                turn = prepare(asked["work"], opened.read())
        start = time.perf_counter()
        units = turn()
        print(json.dumps({"units": units, "seconds": time.perf_counter() - start}), flush=True)


main()
