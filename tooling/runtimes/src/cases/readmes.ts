import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run, tryPackages } from '@fluxline/release'
import type { Case } from '../report.ts'
import { environmentOf } from '../stage.ts'
import type { Stage } from '../stage.ts'

const root = join(import.meta.dirname, '..', '..', '..', '..')

/** Runs the first program of each README, as it stands, on the lowest version of Node that the packages support. */
export function readmeCases(stage: Stage): Case[] {
  const packages = [...stage.manifests.keys()].map((name): [string, string] => [
    name,
    join(stage.everything, 'node_modules', name, 'README.md'),
  ])
  const readmes = [['the repository', join(root, 'README.md')] as const, ...packages].map(([name, path]) => ({
    name: `README of ${name}, Node 22`,
    run: () => runProgram(stage, name, path, stage.everything),
  }))
  return [...readmes, { name: 'README of the repository, in a folder of `pnpm try`', run: () => tryCheckout(stage) }]
}

/** Installs this checkout into a project and runs the program of the README there. */
async function tryCheckout(stage: Stage): Promise<void> {
  const folder = join(stage.folder, 'my app')
  await tryPackages(root, folder)
  await runProgram(stage, 'main', join(root, 'README.md'), folder)
}

async function runProgram({ access, engines }: Stage, name: string, path: string, project: string): Promise<void> {
  const server = await access()
  const [, program] = /```ts\n([^]*?)```/.exec(await readFile(path, 'utf8')) ?? []
  if (program === undefined) throw new Error('It has no program.')
  // Only the server, its organization and the bucket are others.
  // That of sql is about InfluxDB 3.
  const host = program.includes('http://localhost:8181') ? server.influxdb3 : server.url
  const here = program
    .replaceAll('http://localhost:8086', server.url)
    .replaceAll('http://localhost:8181', server.influxdb3)
    .replaceAll("'acme'", `'${server.org}'`)
    .replaceAll("'metrics'", `'${server.bucket}'`)
    .replaceAll('"metrics"', `"${server.bucket}"`)
  const folder = join(project, 'readmes')
  await mkdir(folder, { recursive: true })
  const file = join(folder, `${name.replace(/\W+/g, '-')}.ts`)
  await writeFile(file, here)
  await run(engines.program('node22/bin/node'), [file], {
    cwd: project,
    env: { ...environmentOf(server), INFLUX_HOST: host },
  })
}
