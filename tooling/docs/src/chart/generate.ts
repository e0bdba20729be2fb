import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { drawBars, themes } from './draw.ts'
import { speedBars } from './speed.ts'
import type { Results } from './speed.ts'

// Draws the chart of speed for both color schemes from the stored results. `--check` compares instead.

const here = join(import.meta.dirname, '../..')
const results = JSON.parse(await readFile(join(here, '../bench/results/latest.json'), 'utf8')) as Results
const title = `Times as fast as @influxdata/influxdb-client ${results.about['influxdb-client-js']!}`

for (const [scheme, theme] of Object.entries(themes)) {
  const file = join(here, `pictures/speed-${scheme}.svg`)
  const drawn = drawBars(speedBars(results), title, theme)
  if (!process.argv.includes('--check')) await writeFile(file, drawn)
  else if ((await readFile(file, 'utf8').catch(() => '')) !== drawn) {
    process.stderr.write(`pictures/speed-${scheme}.svg is not that of the stored results.\n`)
    process.exitCode = 1
  }
}
