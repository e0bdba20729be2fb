import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sample } from '@fluxline/checks/declarations-sample'
import { pnpm, run } from '@fluxline/release'
import type { Case } from '../report.ts'
import type { Stage } from '../stage.ts'
import { COMPILERS } from './typescript.ts'

const compilerOptions = {
  strict: true,
  declaration: true,
  emitDeclarationOnly: true,
  target: 'es2023',
  module: 'nodenext',
  lib: ['es2022', 'esnext.disposable'],
  types: ['node'],
}

/** Tests a user who installs only the client, with pnpm, and exports what its functions return. */
export function declarationCases(stage: Stage): Case[] {
  let installed: Promise<string> | undefined
  return Object.entries(COMPILERS).map(([version, compiler]) => ({
    name: `TypeScript ${version}, declaration: true, with pnpm's isolated modules`,
    async run() {
      const { engines } = stage
      const folder = await (installed ??= install(stage))
      const typeRoots = [join(engines.folder, 'node_modules/@types')]
      const config = {
        compilerOptions: { ...compilerOptions, typeRoots, outDir: `types-${version}` },
        files: ['sample.ts'],
      }
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
      await run(process.execPath, [engines.program(`${compiler}/bin/tsc`), '-p', '.'], { cwd: folder })
    },
  }))
}

async function install({ folder: parent, registry, manifests }: Stage): Promise<string> {
  const folder = join(parent, 'isolated')
  await mkdir(folder, { recursive: true })
  const name = '@fluxline/client'
  const dependencies = { [name]: manifests.get(name)!.version }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }))
  await writeFile(join(folder, '.npmrc'), registry.npmrc)
  await writeFile(join(folder, 'sample.ts'), sample)
  await pnpm(['install', '--ignore-scripts', '--no-frozen-lockfile'], { cwd: folder })
  return folder
}
