"""Data frames by Python's client, and the native CSV readers of pyarrow and polars, each on one thread."""

import functools
import io

import pandas
import polars
import pyarrow
import pyarrow.csv
from influxdb_client import InfluxDBClient
from influxdb_client.client.flux_csv_parser import FluxCsvParser, FluxSerializationMode
from influxdb_client.client.write.dataframe_serializer import data_frame_to_list_of_points
from influxdb_client.client.write_api import PointSettings
from points import content

# Lines with annotations before the names of the columns. The files have one table schema each.
ANNOTATIONS = 3


def parse(file):
    """Parses a recorded response like query_data_frame."""
    response = content(file)
    return lambda: len(frame_of(response))


def frame_of(response):
    parser = FluxCsvParser(io.BytesIO(response), FluxSerializationMode.dataFrame)
    return pandas.concat(list(parser.generator()))


@functools.lru_cache(maxsize=1)
def indexed(file):
    frame = frame_of(content(file)).set_index("_time")
    return frame.drop(columns=["result", "table", "_start", "_stop"], errors="ignore")


def serialize(file, tags):
    """Serializes a frame like write, to bytes that are ready to send."""
    frame = indexed(file)

    def turn():
        lines = data_frame_to_list_of_points(
            frame, PointSettings(), data_frame_measurement_name="cpu", data_frame_tag_columns=tags
        )
        "\n".join(lines).encode()
        return len(lines)

    return turn


def query(url, token, org, script):
    def turn():
        with InfluxDBClient(url, token, org=org, timeout=60_000) as client:
            found = client.query_api().query_data_frame(script)
            return len(found if isinstance(found, pandas.DataFrame) else pandas.concat(found))

    return turn


def read_arrow(file, tags):
    """Reads the same columns as fluxline does: times in nanoseconds, and tags as dictionaries."""
    response = content(file)
    types = {tag: pyarrow.dictionary(pyarrow.int32(), pyarrow.utf8()) for tag in tags}
    types["_time"] = pyarrow.timestamp("ns", "UTC")
    reading = pyarrow.csv.ReadOptions(use_threads=False, skip_rows=ANNOTATIONS)
    converting = pyarrow.csv.ConvertOptions(column_types=types)
    return lambda: pyarrow.csv.read_csv(io.BytesIO(response), reading, convert_options=converting).num_rows


def read_polars(file, tags):
    # An empty line ends a response. Polars would take it for a row.
    response = content(file).rstrip() + b"\r\n"
    names = response.split(b"\r\n", ANNOTATIONS + 1)[ANNOTATIONS].decode().split(",")
    types = {tag: polars.Categorical for tag in tags if tag in names}
    read = functools.partial(polars.read_csv, skip_rows=ANNOTATIONS, schema_overrides=types, try_parse_dates=True)
    return lambda: read(response).height


works = {"parse": parse, "serialize": serialize, "query": query, "pyarrow": read_arrow, "polars": read_polars}
