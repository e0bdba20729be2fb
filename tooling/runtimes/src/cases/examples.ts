import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { run } from '@fluxline/release'
import { install } from '../consumer.ts'
import { Kernel } from '../jupyter.ts'
import type { ZeroMQ } from '../jupyter.ts'
import type { Case } from '../report.ts'
import { environmentOf } from '../stage.ts'
import type { Access, Stage } from '../stage.ts'
import { bundleByEsbuild } from './bundlers.ts'
import { usePage } from './chromium.ts'
import { CONDITIONS, useWorker } from './workerd.ts'

const examples = join(import.meta.dirname, '../../../examples')

/** What the examples import besides our packages. */
const others = {
  '@nestjs/common': '11.2.10',
  '@nestjs/core': '11.2.10',
  '@nestjs/platform-express': '11.2.10',
  '@types/node': '24.19.2',
  '@types/react': '19.3.3',
  'apache-arrow': '21.2.0',
  hono: '4.13.19',
  next: '16.4.6',
  react: '19.3.1',
  'react-dom': '19.3.1',
  'reflect-metadata': '0.2.2',
  rxjs: '7.8.2',
  typescript: '5.9.3',
  zeromq: '6.8.0',
}

/** Runs the examples that need a runtime, a build or a browser; those for Node alone have tests beside them. */
export function examplesCases(stage: Stage): Case[] {
  let installed: Promise<string> | undefined
  const example = (name: string, use: (project: string, server: Access) => Promise<void>): Case => ({
    name: `the example ${name}`,
    run: async () => use(await (installed ??= installExamples(stage)), await stage.access()),
  })
  return [
    example('hono-workers', (project, server) => runHono(stage, project, server)),
    example('nextjs', (project, server) => runNext(stage, project, server)),
    example('nestjs', runNest),
    example('deno', (project, server) => runDeno(stage, project, server)),
    example('bun', (project, server) => runBun(stage, project, server)),
    example('browser', (project, server) => runBrowser(stage, project, server)),
    example('notebook', (project, server) => runNotebook(stage, project, server)),
  ]
}

async function installExamples({ folder, registry, manifests }: Stage): Promise<string> {
  const versions = [...manifests.values()].map(({ name, version }) => [name, version] as const)
  const project = await install(join(folder, 'examples'), registry, { ...Object.fromEntries(versions), ...others })
  for (const name of ['browser', 'bun', 'deno', 'hono-workers', 'nestjs', 'nextjs', 'notebook']) {
    await cp(join(examples, name), join(project, name), { recursive: true })
  }
  return project
}

async function runHono(stage: Stage, project: string, server: Access): Promise<void> {
  const folder = join(project, 'bundles', 'hono')
  await mkdir(folder, { recursive: true })
  await bundleByEsbuild(
    { ...stage, everything: project },
    'hono-workers/worker.ts',
    join(folder, 'worker.js'),
    CONDITIONS,
  )
  const { url: INFLUX_HOST, token: INFLUX_TOKEN, org: INFLUX_ORG, bucket: INFLUX_BUCKET } = server
  const bindings = { INFLUX_HOST, INFLUX_TOKEN, INFLUX_ORG, INFLUX_BUCKET }
  await useWorker(stage, folder, bindings, async (worker) => {
    const body = await (await worker.dispatchFetch('http://worker/orders/7')).text()
    if (body !== '{"id":"7"}') throw new Error(`It responded ${body}.`)
    await expectCount(server, 'http_request', 1)
  })
}

/** The edge runtime of Next.js runs no WebAssembly but deployed modules. */
const EDGE_ROUTE = `import '@fluxline/flux-csv/workerd'
import fluxCsv from './flux-csv.js'

export const runtime = 'edge'
export const GET = () => fluxCsv().then(() => new Response('done'))
`

async function runNext(stage: Stage, project: string, server: Access): Promise<void> {
  const cwd = join(project, 'nextjs')
  const csv = join(cwd, 'app/csv')
  await bundleByEsbuild(
    { ...stage, everything: project },
    'programs/flux-csv.ts',
    join(csv, 'flux-csv.js'),
    [],
    'browser',
    {
      external: ['@fluxline/*'],
    },
  )
  await writeFile(join(csv, 'route.js'), EDGE_ROUTE)
  const env = { ...envOf(server), NEXT_TELEMETRY_DISABLED: '1' }
  const next = join(project, 'node_modules/next/dist/bin/next')
  await symlink(join(project, 'node_modules'), join(cwd, 'node_modules'))
  await run(process.execPath, [next, 'build'], { cwd, env })
  await using app = await Service.start(
    [process.execPath, next, 'start', '--port', '0'],
    cwd,
    env,
    /http:\/\/localhost:\d+/,
  )
  const post = (body: string): Promise<Response> => fetch(`${app.url}/api/votes`, { method: 'POST', body })
  expectEqual((await post('{"choice":"tea"}')).status, 202)
  expectEqual((await post('{"choice":"milk"}')).status, 400)
  expectEqual((await post('{"choice":"coffee"}')).status, 202)
  await expectCount(server, 'votes', 2)
  expectEqual(await (await fetch(`${app.url}/api/votes`)).text(), '{"votes":2}')
  expectEqual(await (await fetch(`${app.url}/csv`)).text(), 'done')
}

async function runNest(project: string, server: Access): Promise<void> {
  const cwd = join(project, 'nestjs')
  await run(process.execPath, [join(project, 'node_modules/typescript/bin/tsc'), '-p', '.'], { cwd })
  const service = await Service.start([process.execPath, 'main.js'], cwd, { ...envOf(server), PORT: '0' })
  for (let id = 0; id < 10; id++) {
    expectEqual(
      await (await fetch(`${service.url.replace('[::1]', 'localhost')}/orders/${id}`)).text(),
      `{"id":"${id}"}`,
    )
  }
  await service.end()
  await expectCount(server, 'handler', 10)
}

async function runDeno({ engines, folder }: Stage, project: string, server: Access): Promise<void> {
  const site = createServer((_request, response) => response.writeHead(204).end()).listen(0, '127.0.0.1')
  await once(site, 'listening')
  const address = `http://127.0.0.1:${(site.address() as AddressInfo).port}/`
  const flags = ['--quiet', '--no-lock', '--node-modules-dir=manual', '--allow-net', '--allow-env', '--allow-sys']
  const command = [engines.program('deno/deno'), 'run', '--check', ...flags, 'deno/uptime.ts', address]
  const env = { ...envOf(server), DENO_DIR: join(folder, 'deno') }
  const program = await Service.start(command, project, env, /measured 1 pages/)
  await program.end()
  site.close()
  await expectCount(server, 'page', 2)
}

async function runBun({ engines }: Stage, project: string, server: Access): Promise<void> {
  const env = { ...envOf(server), PORT: '0' }
  const service = await Service.start([engines.program('bun/bin/bun.exe'), 'bun/webhook.ts'], project, env)
  const post = (body: string): Promise<Response> => fetch(service.url, { method: 'POST', body })
  const statuses = Array.from({ length: 20 }, async (_, at) => (await post(`{"sensor":"s${at}","value":${at}}`)).status)
  expectEqual((await Promise.all(statuses)).join(), Array.from(statuses, () => 204).join())
  expectEqual((await post('{"sensor":"s"}')).status, 400)
  await service.end()
  await expectCount(server, 'webhook', 20)
}

async function runBrowser(stage: Stage, project: string, server: Access): Promise<void> {
  const folder = join(project, 'browser')
  await bundleByEsbuild({ ...stage, everything: project }, 'browser/page.ts', join(folder, 'page.js'), ['browser'])
  await usePage(stage, folder, server, async (page) => {
    const shows = (text: string): Promise<unknown> =>
      page.waitForFunction(`document.querySelector("[role=status]").textContent === ${JSON.stringify(text)}`)
    await page.click('[value=tea]')
    await shows('tea: 1')
    await page.click('[value=coffee]')
    await shows('coffee: 1, tea: 1')
    // The last click comes right before the page ends.
    await page.click('[value=tea]')
    await page.goto('about:blank')
    await expectCount(server, 'clicks', 3)
  })
}

interface Notebook {
  readonly cells: readonly {
    readonly cell_type: string
    readonly source: readonly string[]
    readonly outputs?: readonly { readonly text: readonly string[] }[]
  }[]
}

/** Runs the cells of the notebook in Deno's kernel, which must print what the notebook shows. */
async function runNotebook({ engines }: Stage, project: string, server: Access): Promise<void> {
  const zeromq = createRequire(join(project, 'package.json'))('zeromq') as ZeroMQ
  const { cells } = JSON.parse(await readFile(join(project, 'notebook/rain.ipynb'), 'utf8')) as Notebook
  const command = [engines.program('deno/deno'), 'jupyter', '--kernel', '--conn']
  using kernel = await Kernel.start(zeromq, command, project, envOf(server))
  for (const { cell_type: type, source, outputs = [] } of cells) {
    if (type === 'code') expectEqual(await kernel.run(source.join('')), outputs.flatMap(({ text }) => text).join(''))
  }
  await expectCount(server, 'rain', 4)
}

/** A program that serves until a signal ends it. */
class Service implements AsyncDisposable {
  readonly url: string
  readonly #process: ReturnType<typeof spawn>
  readonly #output: () => string

  private constructor(process: ReturnType<typeof spawn>, url: string, output: () => string) {
    this.#process = process
    this.url = url
    this.#output = output
  }

  /** Starts it, and waits until it prints that it runs. */
  static async start(
    [program, ...args]: readonly string[],
    cwd: string,
    env: NodeJS.ProcessEnv,
    pattern = /http:\/\/\S+/,
  ): Promise<Service> {
    const child = spawn(program!, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += String(bytes)))
    const ended = once(child, 'close')
    for (;;) {
      const [found] = pattern.exec(output) ?? []
      if (found !== undefined) return new Service(child, found, () => output)
      if (child.exitCode !== null) throw new Error(output)
      await Promise.race([once(child.stdout, 'data'), ended])
    }
  }

  /** Ends it by SIGTERM. @throws Error if it ends otherwise than well */
  async end(): Promise<void> {
    const ended = once(this.#process, 'close')
    this.#process.kill('SIGTERM')
    const [code, signal] = (await ended) as [number | null, string | null]
    // Next.js and NestJS end by the signal, when all is done.
    if (code !== 0 && signal !== 'SIGTERM' && code !== 143)
      throw new Error(`It ended with ${code ?? signal}: ${this.#output()}`)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end()
  }
}

function envOf(server: Access): NodeJS.ProcessEnv {
  return { ...environmentOf(server), INFLUX_HOST: server.url }
}

function expectEqual(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`Expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}.`)
}

/** Waits until a measurement has this many values. */
async function expectCount({ url, token, org, bucket }: Access, measurement: string, expected: number): Promise<void> {
  const body = `from(bucket: "${bucket}") |> range(start: 0) |> filter(fn: (r) => r._measurement == "${measurement}")
    |> map(fn: (r) => ({ r with _value: 1 })) |> group() |> count() |> keep(columns: ["_value"])`
  const headers = { authorization: `Token ${token}`, 'content-type': 'application/vnd.flux' }
  let count = 0
  for (let attempt = 0; attempt < 50; attempt++) {
    const response = await fetch(`${url}/api/v2/query?${new URLSearchParams({ org })}`, {
      method: 'POST',
      headers,
      body,
    })
    count = Number(/,(\d+)\s*$/.exec(await response.text())?.[1] ?? 0)
    if (count === expected) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${measurement} has ${count} values instead of ${expected}.`)
}
