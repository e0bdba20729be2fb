// The Go client's part of the benchmark. For each request, a line of standard input, it does the work once and prints
// the time it took. Files are read before the clock starts.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/influxdata/influxdb-client-go/v2/api"
	"github.com/influxdata/influxdb-client-go/v2/api/write"
	lp "github.com/influxdata/line-protocol"
)

type request struct {
	Work  string   `json:"work"`
	Given []string `json:"given"`
}

type response struct {
	Units   int     `json:"units"`
	Seconds float64 `json:"seconds"`
}

type points struct {
	Integers  bool             `json:"integers"`
	TagKeys   []string         `json:"tagKeys"`
	FieldKeys []string         `json:"fieldKeys"`
	Rows      []map[string]any `json:"rows"`
}

func main() {
	requests := bufio.NewScanner(os.Stdin)
	file := ""
	var turn func() int
	for requests.Scan() {
		var asked request
		check(json.Unmarshal(requests.Bytes(), &asked))
		if asked.Given[0] != file {
			content, err := os.ReadFile(asked.Given[0])
			check(err)
			turn = prepare(asked.Work, content)
			file = asked.Given[0]
		}
		start := time.Now()
		units := turn()
		check(json.NewEncoder(os.Stdout).Encode(response{units, time.Since(start).Seconds()}))
	}
}

func prepare(work string, content []byte) func() int {
	if work == "records" {
		return func() int { return readRecords(content) }
	}
	var input points
	check(json.Unmarshal(content, &input))
	if input.Integers {
		for _, row := range input.Rows {
			for _, key := range input.FieldKeys {
				row[key] = int64(row[key].(float64))
			}
		}
	}
	return func() int { return writePoints(input) }
}

// Encodes like the client's write service.
func writePoints(input points) int {
	var buffer bytes.Buffer
	encoder := lp.NewEncoder(&buffer)
	encoder.SetFieldTypeSupport(lp.UintSupport)
	encoder.FailOnFieldErr(true)
	for _, row := range input.Rows {
		point := write.NewPointWithMeasurement("cpu")
		for _, key := range input.TagKeys {
			point.AddTag(key, row[key].(string))
		}
		for _, key := range input.FieldKeys {
			point.AddField(key, row[key])
		}
		point.SetTime(time.UnixMilli(int64(row["time"].(float64))))
		_, err := encoder.Encode(point)
		check(err)
	}
	if buffer.Len() == 0 {
		return 0
	}
	return len(input.Rows)
}

func readRecords(content []byte) int {
	result := api.NewQueryTableResult(io.NopCloser(bytes.NewReader(content)))
	rows, values := 0, 0
	for result.Next() {
		for _, value := range result.Record().Values() {
			if value != nil {
				values++
			}
		}
		rows++
	}
	check(result.Err())
	if values < rows {
		return 0
	}
	return rows
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
