import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createBucket, InfluxdError, progressLine, startInfluxd, startInfluxd1 } from '@fluxline/influxd'
import { startInfluxDB3 } from '@fluxline/test-support/influxdb3'
import { CommandError, Rehearsal, startRegistry } from '@fluxline/release'
import type { Manifest } from '@fluxline/release'
import { bundlerCases } from './cases/bundlers.ts'
import { commonJsCases, floorCases } from './cases/commonjs.ts'
import { declarationCases } from './cases/declarations.ts'
import { examplesCases } from './cases/examples.ts'
import { notebookCases } from './cases/notebooks.ts'
import { packageCases } from './cases/packages.ts'
import { readmeCases } from './cases/readmes.ts'
import { runtimeCases } from './cases/runtimes.ts'
import { typeScriptCases } from './cases/typescript.ts'
import { versionCases } from './cases/versions.ts'
import { workerdCases } from './cases/workerd.ts'
import { installEverything } from './consumer.ts'
import { installEngines } from './engines.ts'
import { oldestPeers } from './oldest-peers.ts'
import { Report } from './report.ts'
import { sizeTable } from './sizes.ts'
import type { Access, Stage } from './stage.ts'

const help = `Rehearses a release, installs it into empty projects, and runs it on every runtime.

  pnpm test:runtimes [--only TEXT] [--sizes]

  --only     the cases whose name contains this text
  --sizes    only print the install size of each package and the peer, as Markdown
`

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    sizes: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
})

if (options.help) {
  process.stdout.write(help)
} else {
  await main().catch((error: unknown) => {
    const isExpected = error instanceof InfluxdError || error instanceof CommandError
    process.stdout.write(`${isExpected ? error.message : (error as Error).stack}\n0 passed, 1 failed\n`)
    process.exitCode = 1
  })
}

async function main(): Promise<void> {
  const root = join(import.meta.dirname, '..', '..', '..')
  const folder = await mkdtemp(join(tmpdir(), 'fluxline-runtimes-'))
  const progress = progressLine()
  try {
    progress.show('Installing the engines')
    const engines = await installEngines()
    await using registry = await startRegistry(engines.program('verdaccio/bin/verdaccio'))
    progress.show('Rehearsing the release')
    const rehearsal = await Rehearsal.of(root, join(folder, 'rehearsal'), registry)
    await rehearsal.version()
    await rehearsal.dryRun()
    await rehearsal.publish()
    const manifests = await rehearsal.manifests()
    progress.done()
    process.stdout.write(`Rehearsed the release of ${[...manifests.values()].map(versionOf).join(', ')}.\n`)
    if (options.sizes) {
      process.stdout.write(await sizeTable(manifests, registry, join(folder, 'sizes')))
      return
    }

    await using server = await startInfluxd({ onProgress: progress.show })
    const setup = await server.setup()
    await using one = await startInfluxd1({ onProgress: progress.show })
    const influxdb1 = one.url.replace('://', `://${one.username}:${one.password}@`)
    await using three = await startInfluxDB3()
    // What the README of sql asks.
    three.prepare(
      /^SELECT \* FROM cpu WHERE host = 'a' AND time > TIMESTAMP/,
      '{"time":"2026-01-01T00:00:00","usage":12.5}\n',
    )
    const access = async (): Promise<Access> => {
      const bucket = randomUUID()
      return { ...setup, bucket, bucketID: await createBucket(setup, bucket), influxdb3: three.url, influxdb1 }
    }
    progress.show('Installing every package')
    const everything = await installEverything(join(folder, 'everything'), registry, manifests)
    progress.show('Rehearsing the next release')
    await rehearsal.change(Object.fromEntries([...manifests.keys()].map((name) => [name, 'minor'])))
    await rehearsal.version()
    await rehearsal.publish()
    const next = await rehearsal.manifests()
    const oldest = await oldestPeers(next, registry, join(folder, 'oldest'))
    progress.done()

    const stage: Stage = { folder, registry, manifests: next, engines, access, everything, oldest }
    const report = new Report(options.only)
    await report.run('Versions', versionCases(rehearsal))
    await report.run('One package alone, with the oldest of its peers', packageCases(stage))
    await report.run('Runtimes', [...runtimeCases(stage), ...workerdCases(stage)])
    await report.run('Notebooks', notebookCases(stage))
    await report.run('Examples', examplesCases(stage))
    await report.run('READMEs on the floor', readmeCases(stage))
    await report.run('Node below the floor', floorCases(stage))
    await report.run('CommonJS', commonJsCases(stage))
    await report.run('Bundlers, and Chromium', bundlerCases(stage))
    await report.run('TypeScript', [...typeScriptCases(stage), ...declarationCases(stage)])
    process.exitCode = report.end()
  } finally {
    progress.done()
    await rm(folder, { recursive: true, force: true })
  }
}

function versionOf({ name, version }: Manifest): string {
  return `${name.replace('@fluxline/', '')} ${version}`
}
