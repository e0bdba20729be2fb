//go:build tools
package tools
import _ "github.com/influxdata/influxdb/cmd/influxd"
