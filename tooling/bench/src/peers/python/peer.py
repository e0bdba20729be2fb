"""The Python peers' part of the benchmark. For each request, a line of standard input, it does the work once and prints
the time it took. Files are read before the clock starts."""

import json
import os
import sys
import time

# Before polars is loaded: one thread, like the others.
os.environ["POLARS_MAX_THREADS"] = "1"

import frames
import points

works = {**points.works, **frames.works}

for line in sys.stdin:
    asked = json.loads(line)
    turn = works[asked["work"]](*asked["given"])
    start = time.perf_counter()
    units = turn()
    print(json.dumps({"units": units, "seconds": time.perf_counter() - start}), flush=True)
