"""Python's client for the work of frames.ts. For each request, a line of standard input, it does the work once and prints
the rows and the time it took. Files are read before the clock starts."""

import io
import json
import sys
import time

import pandas
from influxdb_client import InfluxDBClient
from influxdb_client.client.flux_csv_parser import FluxCsvParser, FluxSerializationMode
from influxdb_client.client.write.dataframe_serializer import data_frame_to_list_of_points
from influxdb_client.client.write_api import PointSettings

responses = {}
frames = {}


def response(path):
    if path not in responses:
        with open(path, "rb") as file:
            responses[path] = file.read()
    return responses[path]


def frame(path):
    if path not in frames:
        indexed = parse(path).set_index("_time")
        frames[path] = indexed.drop(columns=["result", "table", "_start", "_stop"], errors="ignore")
    return frames[path]


def parse(path):
    """Parses a recorded response like query_data_frame."""
    parser = FluxCsvParser(io.BytesIO(response(path)), FluxSerializationMode.dataFrame)
    return pandas.concat(list(parser.generator()))


def serialize(path, tags):
    """Serializes a frame like write, to bytes that are ready to send."""
    lines = data_frame_to_list_of_points(
        frame(path), PointSettings(), data_frame_measurement_name="cpu", data_frame_tag_columns=tags
    )
    "\n".join(lines).encode()
    return lines


def query(url, token, org, script):
    with InfluxDBClient(url, token, org=org, timeout=60_000) as client:
        found = client.query_api().query_data_frame(script)
        return found if isinstance(found, pandas.DataFrame) else pandas.concat(found)


works = {"parse": parse, "serialize": serialize, "query": query}
print("ready", flush=True)
for line in sys.stdin:
    name, *arguments = json.loads(line)
    if name == "parse":
        response(arguments[0])
    if name == "serialize":
        frame(arguments[0])
    start = time.perf_counter()
    units = len(works[name](*arguments))
    print(json.dumps({"units": units, "seconds": time.perf_counter() - start}), flush=True)
