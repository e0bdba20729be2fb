import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Case } from '../report.ts'
import type { Stage } from '../stage.ts'
import { assertDone } from '../stage.ts'
import { bundleByEsbuild } from './bundlers.ts'

interface Miniflare {
  dispatchFetch(url: string): Promise<{ text(): Promise<string> }>
  dispose(): Promise<void>
}

/** Tests Cloudflare's runtime: a Worker, bundled like Cloudflare's tools do, that writes and queries on a request. */
export function workerdCases(stage: Stage): Case[] {
  return [
    {
      name: 'workerd',
      async run() {
        const { everything, engines, access } = stage
        const bundle = join(everything, 'bundles', 'worker.js')
        await bundleByEsbuild(stage, 'programs/worker.ts', bundle, ['workerd', 'worker', 'browser'])
        const { Miniflare } = (await engines.load('miniflare')) as { Miniflare: new (options: object) => Miniflare }
        const { url, token, org, bucket } = await access()
        const worker = new Miniflare({
          modules: true,
          script: await readFile(bundle, 'utf8'),
          compatibilityDate: '2026-06-01',
          bindings: { url, token, org, bucket },
        })
        try {
          const response = await worker.dispatchFetch('http://worker/')
          assertDone(await response.text())
        } finally {
          await worker.dispose()
        }
      },
    },
  ]
}
