"""Python's client at the work of frames.ts: for each request on a line of standard input it does the work once, and answers
with the rows and how long that took. What is read from files is read before the clock starts."""

import io
import json
import sys
import time

import pandas
from influxdb_client import InfluxDBClient
from influxdb_client.client.flux_csv_parser import FluxCsvParser, FluxSerializationMode
from influxdb_client.client.write.dataframe_serializer import data_frame_to_list_of_points
from influxdb_client.client.write_api import PointSettings

answers = {}
frames = {}


def answer(path):
    if path not in answers:
        with open(path, "rb") as file:
            answers[path] = file.read()
    return answers[path]


def frame(path):
    if path not in frames:
        indexed = parse(path).set_index("_time")
        frames[path] = indexed.drop(columns=["result", "table", "_start", "_stop"], errors="ignore")
    return frames[path]


def parse(path):
    """Parses a recorded answer the way query_data_frame does."""
    parser = FluxCsvParser(io.BytesIO(answer(path)), FluxSerializationMode.dataFrame)
    return pandas.concat(list(parser.generator()))


def serialize(path, tags):
    """Serializes a frame the way write does, to bytes that are ready to send."""
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
        answer(arguments[0])
    if name == "serialize":
        frame(arguments[0])
    start = time.perf_counter()
    units = len(works[name](*arguments))
    print(json.dumps({"units": units, "seconds": time.perf_counter() - start}), flush=True)
