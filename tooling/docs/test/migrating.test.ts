import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InfluxDBClient } from '@fluxline/client'
import { describe, expect, it } from 'vitest'

const here = join(import.meta.dirname, '..')
const guides = join(here, 'guides')

describe('the guide for users of @influxdata/influxdb-client', () => {
  it('lists every exported name', async () => {
    const types = await readFile(join(here, 'node_modules/@influxdata/influxdb-client/dist/index.d.ts'), 'utf8')
    const [, list] = /^export \{(.*)\};$/m.exec(types)!
    const exported = list!.split(',').map((name) =>
      name
        .replace(/^.* as /, '')
        .replace('type ', '')
        .trim(),
    )
    const table = (await readFile(join(guides, 'migrating-from-influxdb-client-js.md'), 'utf8')).split(
      '## Every name',
    )[1]!
    const cells = table.split('\n').map((row) => row.split('|')[1] ?? '')
    const named = new Set(Array.from(cells.join(' ').matchAll(/`(\w+)`/g), ([, name]) => name))
    expect(exported.filter((name) => !named.has(name))).toEqual([])
  })
})

describe('the guide for users of Python', () => {
  const client = new InfluxDBClient({ url: 'http://localhost:8086', org: 'acme', token: 't' })

  it('names an existing method for each management call', async () => {
    const guide = await readFile(join(guides, 'migrating-from-python.md'), 'utf8')
    const rows = [...guide.matchAll(/^\| `(\w+Api\.\w+)` +\| `client\.([\w.]+)` +\|$/gm)]
    expect(rows.length).toBeGreaterThan(70)
    const missing = rows.filter(([, , path]) => typeof valueAt(client, path!.split('.')) !== 'function')
    expect(missing.map(([row]) => row)).toEqual([])
  })
})

function valueAt(from: object, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], from)
}
