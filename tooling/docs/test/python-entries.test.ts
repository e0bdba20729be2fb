import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InfluxDBClient, Point } from '@fluxline/client'
import { afterAll, describe, expect, it } from 'vitest'
import { pythonEntries, withoutCounterpart } from '../src/python/index.ts'

const packages = join(import.meta.dirname, '../../../packages')
const guide = readFileSync(join(import.meta.dirname, '../guides/migrating-from-python.md'), 'utf8')
const client = new InfluxDBClient({ url: 'http://localhost:8086', org: 'acme', token: 't' })
const writer = client.batchWriter({ bucket: 'metrics' })
const objects: Readonly<Record<string, object>> = { client, writer, InfluxDBClient, Point }
const tests = new Map<string, string>()

afterAll(() => client.close())

function sourceOf(test: string): string {
  const path = join(packages, test)
  const source = tests.get(test) ?? (existsSync(path) ? readFileSync(path, 'utf8') : '')
  tests.set(test, source)
  return source
}

function valueOf(found: unknown, key: string): unknown {
  return (found as Record<string, unknown> | undefined)?.[key]
}

/** Whether a path that begins with one of the objects leads nowhere. */
function isMissing(ours: string): boolean {
  const [name, ...path] = ours.split('.')
  const object = objects[name!]
  return object !== undefined && path.reduce<unknown>(valueOf, object) === undefined
}

describe("every entry of the API reference of Python's client", () => {
  it('is listed once', () => {
    const names = pythonEntries.map(({ python, test }) => `${python} ${test}`)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
    expect(names.length).toBeGreaterThan(190)
    expect(pythonEntries.filter(({ python }) => python in withoutCounterpart)).toEqual([])
  })

  it.each(pythonEntries)('$python is $ours, which $test runs', ({ ours, test }) => {
    expect(isMissing(ours)).toBe(false)
    expect(sourceOf(test)).toMatch(new RegExp(`\\b${ours.split('.').at(-1)}\\b`))
  })

  it('is named by the guide, the members of resources aside', () => {
    const resources = /^(?:Bucket|Organization|User|Task|Script|ScriptCreateRequest|DeletePredicateRequest|filters)\./
    const missing = pythonEntries
      .filter(({ python }) => !resources.test(python))
      .filter(({ python }) => !guide.includes(python) && !new RegExp(`\\b${python.split('.').at(-1)}\\b`).test(guide))
    expect(missing.map(({ python }) => python)).toEqual([])
  })
})
