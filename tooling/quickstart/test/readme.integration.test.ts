import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createBucket, deleteBucket } from '@fluxline/influxd'
import { programIn, useServer } from '@fluxline/test-support'
import { startInfluxDB3 } from '@fluxline/test-support/influxdb3'
import { afterEach, beforeEach, expect, it } from 'vitest'

const run = promisify(execFile)
const access = useServer()
const root = join(import.meta.dirname, '..', '..', '..')
const published = (await readdir(join(root, 'packages'))).filter((name) => name !== 'internal')
const packages = published.map((name) => `packages/${name}/README.md`)

// The bucket that a program writes to. Each program gets an empty one.
let bucketID: string

beforeEach(async () => {
  bucketID = await createBucket(access, 'metrics')
})

afterEach(() => deleteBucket(access, bucketID))

it.each(['README.md', ...packages])('%s contains a program that runs', { timeout: 20_000 }, async (path) => {
  const program = programIn(await readFile(join(root, path), 'utf8'))
  expect(program).toBeDefined()
  const here = program!.replaceAll('http://localhost:8086', access.url).replaceAll("'acme'", `'${access.org}'`)
  await using influxdb3 = await startInfluxDB3()
  influxdb3.prepare(/^SELECT \* FROM cpu WHERE/, '{"host":"a","jobs":3,"time":"2026-01-01T00:00:00","usage":12.5}\n')
  const url = program!.includes('http://localhost:8181') ? influxdb3.url : access.url
  const env = { ...process.env, INFLUX_HOST: url, INFLUX_TOKEN: access.token, INFLUX_ORG: access.org }
  const args = ['--conditions=@fluxline/source', '--input-type=module-typescript', '--eval', here]
  const { stderr } = await run(process.execPath, args, { cwd: join(import.meta.dirname, '..'), env })
  expect(stderr).toBe('')
})
