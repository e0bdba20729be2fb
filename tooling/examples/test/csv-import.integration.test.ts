import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { useBucket } from '@fluxline/test-support'
import { expect, it, onTestFinished } from 'vitest'
import { Example, rowsOf } from './support.ts'

const access = useBucket()
const weather = join(import.meta.dirname, '../node_modules/vega-datasets/data/weather.csv')

it('imports a file, shows its progress, and imports it again without a second point', { timeout: 60_000 }, async () => {
  for (let time = 0; time < 2; time++) {
    const program = new Example('csv-import/import.ts', access, { args: [weather] })
    expect([await program.end(), program.errors]).toEqual([0, ''])
    expect(program.output).toMatch(/\d+ %, 500 rows read, \d+ lines written\n/)
    expect(program.output).toContain('2922 rows read, 2922 lines written\n')
  }
  const count = '|> filter(fn: (r) => r._field == "temp_max") |> count()'
  expect(await rowsOf(access, count, ['location', '_value'])).toEqual([
    ['New York', 1461],
    ['Seattle', 1461],
  ])
})

it('writes what it has read if it is interrupted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fluxline-import-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'long.csv')
  const days = Array.from({ length: 300_000 }, (_, minute) => new Date(Date.UTC(2020, 0, 1, 0, minute)).toISOString())
  await writeFile(
    file,
    `date,location,temp_max,temp_min,weather\n${days.map((day) => `${day},Oslo,1,0,sun\n`).join('')}`,
  )
  const program = new Example('csv-import/import.ts', access, { args: [file] })
  await program.printed(/500 rows read/)
  expect([await program.end('SIGINT'), program.errors]).toEqual([0, ''])
  const [, rows, lines] = /interrupted: (\d+) rows read, (\d+) lines written/.exec(program.output)!
  expect(Number(rows)).toBeLessThan(300_000)
  expect(lines).toBe(rows)
  const count = '|> filter(fn: (r) => r._field == "temp_max" and r.location == "Oslo") |> count()'
  expect(await rowsOf(access, count, ['_value'])).toEqual([[Number(rows)]])
})
