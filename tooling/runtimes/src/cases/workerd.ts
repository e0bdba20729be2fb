import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '@fluxline/release'
import type { Case } from '../report.ts'
import type { Stage } from '../stage.ts'
import { assertDone } from '../stage.ts'
import { bundleByEsbuild } from './bundlers.ts'

/** Cloudflare's runtime, as far as the tests use it. */
export interface Miniflare {
  dispatchFetch(url: string): Promise<{ text(): Promise<string> }>
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
  ]
}

async function bundleByWrangler({ everything, engines }: Stage, folder: string): Promise<void> {
  const config = {
    name: 'worker',
    main: join(everything, 'programs', 'worker-compiled.ts'),
    compatibility_date: '2026-06-01',
  }
  await writeFile(join(folder, 'wrangler.json'), JSON.stringify(config))
  const args = ['deploy', '--dry-run', '--outdir', folder, '--config', join(folder, 'wrangler.json')]
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_PATH: folder, CI: 'true' }
  await run(engines.program('.bin/wrangler'), args, { cwd: everything, env })
}

async function runWorker(stage: Stage, folder: string): Promise<void> {
  const { url, token, org, bucket, influxdb3, influxdb1 } = await stage.access()
  await useWorker(stage, folder, { url, token, org, bucket, influxdb3, influxdb1 }, async (worker) => {
    const response = await worker.dispatchFetch('http://worker/')
    assertDone(await response.text())
  })
}

/** Runs the Worker of a folder: its one script, with the `.wasm` files beside it as compiled modules. */
export async function useWorker(
  { engines }: Stage,
  folder: string,
  bindings: Readonly<Record<string, string>>,
  use: (worker: Miniflare) => Promise<void>,
): Promise<void> {
  const { Miniflare } = (await engines.load('miniflare')) as { Miniflare: new (options: object) => Miniflare }
  const files = (await readdir(folder)).filter((name) => /\.(?:js|wasm)$/.test(name))
  const modules = files
    .sort((a, b) => Number(b.endsWith('.js')) - Number(a.endsWith('.js')))
    .map(async (path) => ({
      type: path.endsWith('.js') ? 'ESModule' : 'CompiledWasm',
      path: join(folder, path),
      contents: await readFile(join(folder, path)),
    }))
  const worker = new Miniflare({
    modules: await Promise.all(modules),
    modulesRoot: folder,
    compatibilityDate: '2026-06-01',
    bindings,
  })
  try {
    await use(worker)
  } finally {
    await worker.dispose()
  }
}
