"""Points to lines and responses to records, as Python's client does it."""

import functools
import io
import json

from influxdb_client import Point, WritePrecision
from influxdb_client.client.flux_csv_parser import FluxCsvParser, FluxSerializationMode


@functools.lru_cache(maxsize=1)
def content(file):
    with open(file, "rb") as opened:
        return opened.read()


@functools.lru_cache(maxsize=1)
def rows_of(file):
    points = json.loads(content(file))
    if not points["integers"]:
        for row in points["rows"]:
            row.update((key, float(row[key])) for key in points["fieldKeys"] if isinstance(row[key], int))
    return points


def write(file):
    points = rows_of(file)
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


def read(file):
    response = content(file)
    return lambda: read_records(response)


def read_records(response):
    # Reads the bytes line by line, like the client's HTTP response.
    parser = FluxCsvParser(io.BytesIO(response), serialization_mode=FluxSerializationMode.stream)
    rows = values = 0
    for record in parser.generator():
        for value in record.values.values():
            if value is not None:
                values += 1
        rows += 1
    return rows if values > rows else 0


works = {"points": write, "records": read}
