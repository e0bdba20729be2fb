import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { install } from '../consumer.ts'
import { Kernel } from '../jupyter.ts'
import type { ZeroMQ } from '../jupyter.ts'
import type { Case } from '../report.ts'
import { environmentOf } from '../stage.ts'
import type { Stage } from '../stage.ts'

const guide = join(import.meta.dirname, '../../../docs/guides/getting-started-in-a-notebook.md')
/** The kernel tslab, which has the client of kernels with it, and what the guide uses. */
const others = { tslab: '1.0.22', zeromq: '6.8.0', arquero: '7.2.1', 'apache-arrow': '21.2.0' }

/** Runs each sample of the notebook guide as a cell, in the kernels that it names. */
export function notebookCases(stage: Stage): Case[] {
  let installed: Promise<string> | undefined
  const project = (): Promise<string> => (installed ??= installProject(stage))
  return [
    {
      name: 'the notebook guide in tslab',
      run: async () =>
        runGuide(stage, await project(), [process.execPath, 'node_modules/tslab/bin/tslab', 'kernel', '--config-path']),
    },
    {
      name: "the notebook guide in Deno's kernel",
      run: async () =>
        runGuide(stage, await project(), [
          // The program, not the script that starts it: a signal ends what it is sent to alone.
          stage.engines.program('deno/deno'),
          'jupyter',
          '--kernel',
          '--conn',
        ]),
    },
  ]
}

function installProject({ folder, registry, manifests }: Stage): Promise<string> {
  const versions = [...manifests.values()].map(({ name, version }) => [name, version] as const)
  return install(join(folder, 'notebook'), registry, { ...Object.fromEntries(versions), ...others })
}

async function runGuide({ access }: Stage, project: string, command: readonly string[]): Promise<string> {
  const zeromq = createRequire(join(project, 'package.json'))('zeromq') as ZeroMQ
  const server = await access()
  const env = { ...environmentOf(server), INFLUX_HOST: server.url }
  using kernel = await Kernel.start(zeromq, command, project, env)
  const blocks = [...(await readFile(guide, 'utf8')).matchAll(/^```(ts|text)\n([^]*?)^```$/gm)]
  let printed = ''
  let cells = 0
  for (const [, kind, text] of blocks) {
    if (kind === 'text') expectPrinted(printed, text!)
    else {
      cells++
      printed = await kernel.run(text!.replaceAll("'metrics'", `'${server.bucket}'`))
    }
  }
  return `${cells} cells`
}

/** Deno prints tables with other quotes and padding. */
function expectPrinted(printed: string, expected: string): void {
  const [is, should] = [printed, expected].map((text) => text.match(/[\w.-]+/g)?.filter((word) => !/^\(?i/.test(word)))
  if (is?.join(' ') !== should?.join(' ')) throw new Error(`A cell printed ${printed}, not ${expected}`)
}
