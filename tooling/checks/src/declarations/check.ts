import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CommandError, run } from '@fluxline/release'
import type { Check } from '../check.ts'
import { isolatedConsumer } from './consumer.ts'
import { sample } from './sample.ts'

const compilerOptions = {
  strict: true,
  declaration: true,
  emitDeclarationOnly: true,
  outDir: 'types',
  target: 'es2023',
  module: 'nodenext',
  lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'],
  types: [],
  skipLibCheck: true,
}

/** A user of the umbrella can export what its functions return, also if modules are isolated as pnpm isolates them. */
export const declarationsCheck: Check = {
  name: 'declarations',
  rule: 'with isolated modules and `declaration: true`, users can export what the umbrella returns',
  async run(workspace) {
    const folder = await isolatedConsumer(workspace, '@fluxline/client')
    await writeFile(join(folder, 'sample.ts'), sample)
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['sample.ts'] }))
    try {
      await run(process.execPath, [join(workspace.root, 'node_modules/typescript/bin/tsc'), '-p', '.'], { cwd: folder })
      return []
    } catch (error) {
      if (error instanceof CommandError) return [error.message]
      throw error
    }
  },
}
