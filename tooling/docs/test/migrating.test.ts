import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InfluxDBClient } from '@fluxline/client'
import * as influx from 'influx'
import { afterAll, describe, expect, it } from 'vitest'

const here = join(import.meta.dirname, '..')
const client = new InfluxDBClient({ url: 'http://localhost:8086', org: 'acme', token: 't' })
const writer = client.batchWriter({ bucket: 'metrics' })
const objects = { client, writer, InfluxDBClient }

const javaScript = await guide('migrating-from-influxdb-client-js')
const python = await guide('migrating-from-python')
const nodeInflux = await guide('migrating-from-node-influx')
const identifiers = await identifiersOfSources()

afterAll(() => client.close())

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
    const named = new Set(rowsOf(javaScript).flatMap(([theirs]) => codeIn(theirs)))
    expect(exported.filter((name) => !named.has(name))).toEqual([])
  })

  it.each(rowsOf(section(javaScript, 'Every option of the client')))(
    'maps the option %s of a client',
    (theirs, ours) => {
      const mistakes = codeIn(theirs).map((option) =>
        mistakeIn(ours, option, () => new InfluxDBClient({ [option]: undefined, url: 'http://localhost:8086' })),
      )
      expect(mistakes.filter(Boolean)).toEqual([])
    },
  )

  it.each(rowsOf(section(javaScript, 'Every option of a writer')))('maps the option %s of a writer', (theirs, ours) => {
    const options = codeIn(theirs).map((code) => code.replace(/\(.*/, ''))
    const mistakes = options.map((option) =>
      mistakeIn(ours, option, () => client.batchWriter({ bucket: 'metrics', [option]: undefined })),
    )
    expect(mistakes.filter(Boolean)).toEqual([])
  })
})

describe('the guide for users of influx', () => {
  const named = new Set(rowsOf(nodeInflux).flatMap(([theirs]) => codeIn(theirs)))

  it('lists every export and every method', () => {
    const methods = Object.getOwnPropertyNames(influx.InfluxDB.prototype)
    const names = [...Object.keys(influx), ...methods.filter((name) => !/^_|^constructor$/.test(name))]
    expect(names.length).toBeGreaterThan(40)
    expect(names.filter((name) => !named.has(name))).toEqual([])
  })

  it('lists every type, and every option of a client and of calls', async () => {
    const folder = join(here, 'node_modules/influx/lib/src')
    const files = await Promise.all(
      ['index', 'builder', 'pool', 'results'].map((file) => readFile(join(folder, `${file}.d.ts`), 'utf8')),
    )
    const [root] = files
    const own = files
      .slice(0, 2)
      .flatMap((text) => Array.from(text.matchAll(/^export declare type (\w+)|^export interface (\w+)/gm)))
    const reexported = [...root!.matchAll(/^export \{ (.*?),? \} from/gm)].flatMap(([, list]) => list!.split(', '))
    const members = ['IHostConfig', 'ISingleHostConfig', 'IClusterConfig', 'IQueryOptions'].flatMap((type) =>
      membersOf(root!, type),
    )
    const names = [
      ...own.map(([, alias, type]) => alias ?? type!),
      ...reexported,
      ...members,
      ...membersOf(files[3]!, 'IResults<T>'),
    ]
    expect(names.length).toBeGreaterThan(35)
    expect([...new Set(names)].filter((name) => !named.has(name) && !named.has(name.split(' ')[0]!))).toEqual([])
  })
})

/** Returns the members of an interface in declarations. */
function membersOf(text: string, type: string): string[] {
  const start = text.indexOf(`export interface ${type}`)
  const body = text.slice(start, text.indexOf('\n}', start))
  return Array.from(body.matchAll(/^ {4}(\w+)\??:/gm), ([, name]) => name!)
}

describe('the guide for users of Python', () => {
  it('names an existing method for each management call', () => {
    const rows = [...python.matchAll(/^\| `(\w+Api\.\w+)` +\| `client\.([\w.]+)` +\|$/gm)]
    expect(rows.length).toBeGreaterThan(70)
    const missing = rows.filter(([, , path]) => typeof valueAt(client, path!.split('.')) !== 'function')
    expect(missing.map(([row]) => row)).toEqual([])
  })
})

describe.each([
  ['@influxdata/influxdb-client', javaScript],
  ['Python', python],
  ['influx', nodeInflux],
])('the tables for users of %s', (_, text) => {
  const codes = rowsOf(text).flatMap(([, ours]) => codeIn(ours))

  it('name existing members', () => {
    const paths = codes.flatMap((code) => [...code.matchAll(/\b(client|writer|InfluxDBClient)\.([\w.]+)/g)])
    expect(paths.length).toBeGreaterThan(10)
    const missing = paths.filter(([, object, path]) => {
      const value = valueAt(objects[object as keyof typeof objects], path!.split('.'))
      return value === undefined
    })
    expect(missing.map(([path]) => path)).toEqual([])
  })

  it('name only what exists', () => {
    const names = codes.flatMap(
      (code) => code.replaceAll(/'[^']*'|@fluxline\/[\w/-]+/g, '').match(/[A-Za-z_]\w*/g) ?? [],
    )
    expect([...new Set(names)].filter((name) => !identifiers.has(name))).toEqual([])
  })
})

/** Returns the error of a call, or `undefined` if the table is right: the same name is accepted, an old one names the new. */
function mistakeIn(ours: string, option: string, act: () => unknown): string | undefined {
  const names = codeIn(ours).map((code) => code.replace(/[( ].*/, '').replace(/:$/, ''))
  const isSame = ours.startsWith('the same') || (names.includes(option) && !ours.endsWith('of the client'))
  const message = messageOf(act)
  if (isSame ? message === undefined : message?.match(names.length > 0 ? names.join('|') : option)) return undefined
  return message ?? `${option} is accepted`
}

function messageOf(act: () => unknown): string | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

function guide(name: string): Promise<string> {
  return readFile(join(here, 'guides', `${name}.md`), 'utf8')
}

/** Returns the text below a heading, up to the next one. */
function section(text: string, heading: string): string {
  return text.split(`## ${heading}\n`)[1]!.split('\n## ')[0]!
}

/** Returns the rows of the tables in a text: the other client's column and ours. */
function rowsOf(text: string): [theirs: string, ours: string][] {
  const rows = [...text.matchAll(/^\| (.*?[^\\]) +\| (.*?) +\|$/gm)].map(
    ([, theirs, ours]) => [theirs!, ours!] as const,
  )
  return rows.filter(([theirs]) => theirs.includes('`')).map(([theirs, ours]) => [theirs, ours])
}

/** Returns the texts in backticks. */
function codeIn(cell: string): string[] {
  return Array.from(cell.matchAll(/`([^`]+)`/g), ([, code]) => code!)
}

/** Returns the identifiers in the packages' sources, and the words of the language that samples use. */
async function identifiersOfSources(): Promise<Set<string>> {
  const names = new Set(['await', 'using', 'const', 'writer', 'points', 'console', 'error', 'JSON', 'stringify'])
  const root = join(here, '..', '..')
  for await (const file of glob('packages/*/src/**/*.ts', { cwd: root })) {
    if (file.includes('.test')) continue
    const source = (await readFile(join(root, file), 'utf8')).replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '')
    for (const [name] of source.matchAll(/[A-Za-z_]\w*/g)) names.add(name)
  }
  return names
}

function valueAt(from: object, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], from)
}
