import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '@fluxline/release'
import type { Case } from '../report.ts'
import { assertDone, environmentOf } from '../stage.ts'
import type { Stage } from '../stage.ts'
import { openPage } from './chromium.ts'
import { compileToModules } from './typescript.ts'

interface Esbuild {
  readonly build: (options: object) => Promise<unknown>
}

interface Rollup {
  readonly rollup: (options: object) => Promise<RollupBundle>
}

interface RollupBundle {
  write(options: object): Promise<unknown>
  close(): Promise<void>
}

interface Vite {
  readonly build: (options: object) => Promise<unknown>
}

/** Bundles the program with each bundler for Node and browsers, and runs the bundles. */
export function bundlerCases(stage: Stage): Case[] {
  let compiled: Promise<string> | undefined
  const compile = (): Promise<string> => (compiled ??= compileToModules(stage))
  const page = (name: string, bundle: (folder: string) => Promise<void>): Case => ({
    name: `${name}, in a browser`,
    async run() {
      const folder = join(stage.everything, 'bundles', name)
      await bundle(folder)
      await openPage(stage, folder)
    },
  })
  const node = (name: string, bundle: (folder: string) => Promise<void>): Case => ({
    name: `${name}, on Node`,
    async run() {
      const folder = join(stage.everything, 'bundles', `${name}-node`)
      await bundle(folder)
      const program = [join(folder, 'node.js')]
      assertDone(
        await run(stage.engines.program('node24/bin/node'), program, { env: environmentOf(await stage.access()) }),
      )
    },
  })
  return [
    page('esbuild', async (folder) => {
      await bundleByEsbuild(stage, 'programs/page.ts', join(folder, 'page.js'), ['browser'])
      await writePage(folder)
    }),
    node('esbuild', (folder) => bundleByEsbuild(stage, 'programs/node.ts', join(folder, 'node.js'), ['node'], 'node')),
    page('rollup', async (folder) => {
      await bundleByRollup(stage, join(await compile(), 'page.js'), folder, true)
      await writePage(folder)
    }),
    node('rollup', async (folder) => bundleByRollup(stage, join(await compile(), 'node.js'), folder, false)),
    page('vite', (folder) => bundleByVite(stage, folder, { rollupOptions: { input: 'page.html' } })),
    node('vite', (folder) => bundleByVite(stage, folder, { ssr: 'node.ts' })),
  ]
}

/** Bundles with esbuild and the conditions of a platform. */
export async function bundleByEsbuild(
  { everything, engines }: Stage,
  entry: string,
  outfile: string,
  conditions: readonly string[],
  platform: 'browser' | 'node' = 'browser',
  more: object = {},
): Promise<void> {
  const { build } = (await engines.load('esbuild')) as Esbuild
  await build({
    absWorkingDir: everything,
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform,
    conditions,
    logLevel: 'silent',
    ...more,
    // CommonJS dependencies of a bundle for Node require Node's modules.
    ...(platform === 'node' && {
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" },
    }),
  })
}

/** Bundles compiled output with rollup. */
async function bundleByRollup({ engines }: Stage, input: string, dir: string, browser: boolean): Promise<void> {
  const { rollup } = (await engines.load('rollup')) as Rollup
  const resolve = (await engines.load('@rollup/plugin-node-resolve')) as { nodeResolve(options: object): object }
  const commonjs = (await engines.load('@rollup/plugin-commonjs')) as { default(): object }
  const exportConditions = browser ? ['browser'] : ['node']
  const bundle = await rollup({
    input,
    external: browser ? [] : [/^node:/],
    plugins: [resolve.nodeResolve({ browser, exportConditions, preferBuiltins: !browser }), commonjs.default()],
    onwarn: () => {},
  })
  await bundle.write({ dir, format: 'esm' })
  await bundle.close()
}

/** Builds a page, or a program for Node with all its dependencies. */
async function bundleByVite({ everything, engines }: Stage, outDir: string, build: object): Promise<void> {
  const vite = (await engines.load('vite')) as Vite
  await vite.build({
    root: join(everything, 'programs'),
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: { outDir, emptyOutDir: true, target: 'es2023', ...build },
  })
}

async function writePage(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const html =
    '<!doctype html><meta charset="utf-8"><title>running</title><script type="module" src="page.js"></script>'
  await writeFile(join(folder, 'page.html'), html)
}
