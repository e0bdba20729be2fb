import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { useBucket } from '@fluxline/test-support'
import { expect, it, onTestFinished } from 'vitest'
import { Example, rowsOf } from './support.ts'

const access = useBucket()

it('imports a file, shows its progress, and imports it again without a second point', { timeout: 60_000 }, async () => {
  const file = await writeCsv('Rome, the city', 3000)
  for (let time = 0; time < 2; time++) {
    const program = new Example('csv-import/import.ts', access, { args: [file] })
    expect([await program.end(), program.errors]).toEqual([0, ''])
    expect(program.output).toMatch(/\d+ %, 500 rows read, \d+ lines written\n/)
    expect(program.output).toContain('3000 rows read, 3000 lines written\n')
  }
  expect(await countOf('Rome, the city')).toBe(3000)
})

it('writes what it has read if it is interrupted', { timeout: 60_000 }, async () => {
  const file = await writeCsv('Oslo', 300_000)
  const program = new Example('csv-import/import.ts', access, { args: [file] })
  await program.printed(/500 rows read/)
  expect([await program.end('SIGINT'), program.errors]).toEqual([0, ''])
  const [, rows, lines] = /interrupted: (\d+) rows read, (\d+) lines written/.exec(program.output)!
  expect(Number(rows)).toBeLessThan(300_000)
  expect(lines).toBe(rows)
  expect(await countOf('Oslo')).toBe(Number(rows))
})

/** Writes a file with a row for each minute. */
async function writeCsv(location: string, rows: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fluxline-import-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const minutes = Array.from({ length: rows }, (_, minute) => new Date(Date.UTC(2020, 0, 1, 0, minute)).toISOString())
  const file = join(folder, 'weather.csv')
  const lines = minutes.map((time) => `${time},"${location}",12.8,5.0,drizzle\n`)
  await writeFile(file, `date,location,temp_max,temp_min,weather\n${lines.join('')}`)
  return file
}

async function countOf(location: string): Promise<unknown> {
  const query = `|> filter(fn: (r) => r._field == "temp_max" and r.location == "${location}") |> count()`
  return (await rowsOf(access, query, ['_value']))[0]?.[0]
}
