import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { createClient } from '@fluxline/core'
import { startInfluxd, startInfluxd1 } from '@fluxline/influxd'
import { createQueryApi } from '@fluxline/query'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { programOf } from '../src/guide.ts'
import { checks } from './checks.ts'

const run = promisify(execFile)
const here = join(import.meta.dirname, '..')
const folder = join(here, '.programs')
const guides = (await readdir(join(here, 'guides'))).filter((name) => name.endsWith('.md'))
const programs = await Promise.all(
  guides.map(async (file) => {
    const { source, output } = programOf(await readFile(join(here, 'guides', file), 'utf8'))
    return { name: basename(file, '.md'), source, output }
  }),
)
const runnable = programs.filter(({ source }) => source !== '')

beforeAll(async () => {
  await mkdir(folder, { recursive: true })
  const tsconfig = { extends: '../tsconfig.json', include: ['*.ts'] }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
  for (const { name, source } of runnable) await writeFile(join(folder, `${name}.ts`), `${source}\nexport {}\n`)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

it('type-checks every sample', { timeout: 120_000 }, async () => {
  const { stdout } = await run(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), '-p', folder]).catch(
    (error: { stdout: string }) => error,
  )
  expect(stdout).toBe('')
})

it('has a check for every guide with samples', () => {
  expect(Object.keys(checks).sort()).toEqual(runnable.map(({ name }) => name).sort())
})

it.each(runnable)('runs the guide $name', { timeout: 60_000 }, async ({ name, output }) => {
  const check = checks[name]!
  await using server = await (check.server === undefined ? startVersion2() : startVersion1())
  const { access } = server
  const env = { ...process.env, ...server.env }
  const args = ['--conditions=@fluxline/source', '--disable-warning=ExperimentalWarning', `${name}.ts`]
  const { stdout, stderr } = await run(process.execPath, args, { cwd: folder, env })
  expect(stderr).toBe('')
  expectOutput(stdout, output)

  await using client = createClient(access)
  const rows: unknown[] = []
  for await (const { values } of createQueryApi(client, { integers: 'bigint' }).stream(check.query)) {
    rows.push(check.columns.map((label) => values[label]))
  }
  expect(rows).toEqual(check.rows)
})

interface GuideServer extends AsyncDisposable {
  readonly access: { readonly url: string; readonly token: string; readonly org: string }
  /** What the guide's program reads. */
  readonly env: Readonly<Record<string, string>>
}

async function startVersion2(): Promise<GuideServer> {
  const server = await startInfluxd()
  const { url, token, org } = await server.setup({ org: 'acme', bucket: 'metrics' })
  const env = { INFLUX_HOST: url, INFLUX_TOKEN: token, INFLUX_ORG: org }
  return { access: { url, token, org }, env, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

async function startVersion1(): Promise<GuideServer> {
  const server = await startInfluxd1()
  const { url, username, password } = server
  // It ignores the organization.
  const access = { url, token: `${username}:${password}`, org: '-' }
  const env = { INFLUX_HOST: url, INFLUX_USERNAME: username, INFLUX_PASSWORD: password }
  return { access, env, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

/** Expects every line in order. `…` matches anything in a line. */
function expectOutput(stdout: string, lines: readonly string[]): void {
  const pattern = lines.map((line) => line.split('…').map(escapeRegExp).join('.*')).join('\n')
  expect(stdout.trimEnd()).toMatch(new RegExp(`^${pattern}$`))
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
