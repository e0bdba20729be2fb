import { join } from 'node:path'
import { run } from '@fluxline/release'
import type { Case } from '../report.ts'
import { assertDone, environmentOf } from '../stage.ts'
import type { Stage } from '../stage.ts'
import { compileToCommonJs } from './typescript.ts'

/** Tests every package on Node, Deno and Bun. */
export function runtimeCases(stage: Stage): Case[] {
  const { engines, everything, folder } = stage
  const source = 'programs/node.ts'
  const runIn = async (engine: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> => {
    const options = { cwd: everything, env: { ...environmentOf(await stage.access()), ...env } }
    assertDone(await run(engines.program(engine), args, options))
  }
  let required: Promise<string> | undefined
  const nodes = [22, 24, 26].flatMap((version): Case[] => {
    const node = `node${version}/bin/node`
    return [
      { name: `Node ${version}, import`, run: () => runIn(node, [source]) },
      {
        name: `Node ${version}, a writer on a worker thread`,
        run: () => runIn(node, ['programs/part.ts', 'worker-batching']),
      },
      {
        name: `Node ${version}, ES modules and CommonJS in one process`,
        run: () => runIn(node, ['programs/part.ts', 'two-copies']),
      },
      {
        name: `Node ${version}, a signal for many queries`,
        run: () => runIn(node, ['--expose-gc', 'programs/part.ts', 'signals']),
      },
      {
        name: `Node ${version}, require`,
        run: async () => runIn(node, [await (required ??= compileToCommonJs(stage))]),
      },
    ]
  })
  const permissions = ['--allow-net', '--allow-env', '--allow-read', '--allow-write', '--allow-sys']
  const deno = ['run', '--quiet', '--no-lock', '--node-modules-dir=manual', ...permissions, source]
  return [
    ...nodes,
    { name: 'Deno', run: () => runIn('.bin/deno', deno, { DENO_DIR: join(folder, 'deno') }) },
    { name: 'Bun', run: () => runIn('.bin/bun', [source]) },
  ]
}
