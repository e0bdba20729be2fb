import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '@fluxline/release'
import type { Engines } from '../engines.ts'
import type { Case } from '../report.ts'
import type { Stage } from '../stage.ts'
import { assertDone } from '../stage.ts'
import { bundleByEsbuild } from './bundlers.ts'

/** Cloudflare's runtime, as far as the tests use it. */
export interface Miniflare {
  dispatchFetch(url: string, init?: object): Promise<{ text(): Promise<string> }>
  dispose(): Promise<void>
}

/** Conditions of Cloudflare's tools. */
export const CONDITIONS: readonly string[] = ['workerd', 'worker', 'browser']

/** Tests Cloudflare's runtime: Workers, bundled like Cloudflare's tools do, that write and query on a request. */
export function workerdCases(stage: Stage): Case[] {
  const worker = (name: string, bundle: (folder: string) => Promise<void>): Case => ({
    name,
    async run() {
      const folder = join(stage.everything, 'bundles', name.replaceAll(/\W+/g, '-'))
      await mkdir(folder, { recursive: true })
      await bundle(folder)
      await runWorker(stage, folder)
    },
  })
  return [
    worker('workerd', (folder) => bundleByEsbuild(stage, 'programs/worker.ts', join(folder, 'worker.js'), CONDITIONS)),
    worker('workerd, CSV by WebAssembly, esbuild', (folder) =>
      bundleByEsbuild(stage, 'programs/worker-compiled.ts', join(folder, 'worker.js'), CONDITIONS, 'browser', {
        loader: { '.wasm': 'copy' },
      }),
    ),
    worker('workerd, CSV by WebAssembly, wrangler', (folder) => bundleByWrangler(stage, folder)),
    worker('workerd, CSV by WebAssembly, vite', (folder) => bundleByVite(stage, folder)),
  ]
}

async function bundleByWrangler({ everything, engines }: Stage, folder: string): Promise<void> {
  const args = ['deploy', '--dry-run', '--outdir', folder, '--config', await writeConfig(everything, folder)]
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_PATH: folder, CI: 'true' }
  await run(engines.program('.bin/wrangler'), args, { cwd: everything, env })
}

async function bundleByVite({ everything, engines }: Stage, folder: string): Promise<void> {
  const vite = (await engines.load('vite')) as {
    createBuilder(options: object): Promise<{ buildApp(): Promise<void> }>
  }
  const { cloudflare } = (await import(engines.program('@cloudflare/vite-plugin/dist/index.mjs'))) as {
    readonly cloudflare: (options: object) => object
  }
  const builder = await vite.createBuilder({
    root: everything,
    configFile: false,
    logLevel: 'silent',
    plugins: [cloudflare({ configPath: await writeConfig(everything, folder) })],
    build: { outDir: folder },
  })
  await builder.buildApp()
}

/** Writes wrangler's configuration, and returns its path. */
async function writeConfig(everything: string, folder: string): Promise<string> {
  const path = join(folder, 'wrangler.json')
  const main = join(everything, 'programs', 'worker-compiled.ts')
  await writeFile(path, JSON.stringify({ name: 'worker', main, compatibility_date: '2026-06-01' }))
  return path
}

async function runWorker(stage: Stage, folder: string): Promise<void> {
  const { url, token, org, bucket, influxdb3, influxdb1 } = await stage.access()
  await useWorker(stage, folder, { url, token, org, bucket, influxdb3, influxdb1 }, async (worker) => {
    const response = await worker.dispatchFetch('http://worker/')
    assertDone(await response.text())
  })
}

/** Runs the Worker of a folder as {@link openWorker} does, and ends it. */
export async function useWorker(
  { engines }: Stage,
  folder: string,
  bindings: Readonly<Record<string, string>>,
  use: (worker: Miniflare) => Promise<void>,
): Promise<void> {
  const worker = await openWorker(engines, folder, bindings)
  try {
    await use(worker)
  } finally {
    await worker.dispose()
  }
}

/** Starts the Worker of a folder: its one script, with the `.wasm` files in the folder as compiled modules. */
export async function openWorker(
  engines: Engines,
  folder: string,
  bindings: Readonly<Record<string, string>>,
): Promise<Miniflare> {
  const { Miniflare } = (await engines.load('miniflare')) as { Miniflare: new (options: object) => Miniflare }
  const files = (await readdir(folder, { recursive: true })).filter((name) => /\.(?:m?js|wasm)$/.test(name))
  const modules = files
    .sort((a, b) => Number(a.endsWith('.wasm')) - Number(b.endsWith('.wasm')))
    .map(async (path) => ({
      type: path.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule',
      path: join(folder, path),
      contents: await readFile(join(folder, path)),
    }))
  return new Miniflare({
    modules: await Promise.all(modules),
    modulesRoot: folder,
    compatibilityDate: '2026-06-01',
    bindings,
  })
}
