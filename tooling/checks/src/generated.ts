import { join } from 'node:path'
import { CommandError, run } from '@fluxline/release'
import type { Check } from './check.ts'

/** What generates files. Each compares if it is given `--check`. */
const generators = [
  { name: 'packages/flux-csv', program: 'generate.ts', command: 'pnpm --filter @fluxline/flux-csv generate' },
  { name: 'tooling/docs', program: 'src/chart/generate.ts', command: 'pnpm --filter @fluxline/docs generate' },
]

/** The generated sources are those that their generators write. */
export const generatedCheck: Check = {
  name: 'generated',
  rule: 'generated sources are what their generators write',
  async run({ root }) {
    const messages: string[] = []
    for (const { name, program, command } of generators) {
      try {
        await run(process.execPath, [program, '--check'], { cwd: join(root, name) })
      } catch (error) {
        if (!(error instanceof CommandError)) throw error
        messages.push(`${name}: a generated file is stale; run \`${command}\`.\n${error.message}`)
      }
    }
    return messages
  },
  async update({ root }) {
    for (const { name, program } of generators) await run(process.execPath, [program], { cwd: join(root, name) })
  },
}
