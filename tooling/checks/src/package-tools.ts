import { join } from 'node:path'
import { CommandError, run } from '@fluxline/release'
import type { Check } from './check.ts'
import type { Package, Workspace } from './workspace.ts'

const bin = join(import.meta.dirname, '..', 'node_modules/.bin')

/** The manifest and the files of each tarball fit each other. */
export const publintCheck: Check = toolCheck(
  'publint',
  'each tarball has what its manifest names, by publint',
  (tarball) => [join(bin, 'publint'), '--strict', tarball],
)

/** The types of each entry fit its code, for every way to resolve them. */
export const attwCheck: Check = toolCheck('attw', 'types fit the code, by are-the-types-wrong', (tarball) => [
  join(bin, 'attw'),
  tarball,
  '--no-emoji',
  // Only the bundlers of Workers take a `.wasm` file as a module, and they have no CommonJS.
  '--exclude-entrypoints',
  'workerd',
])

function toolCheck(name: string, rule: string, commandFor: (tarball: string) => [string, ...string[]]): Check {
  const messageFor = async (workspace: Workspace, found: Package): Promise<string[]> => {
    const [command, ...args] = commandFor(await workspace.tarball(found))
    try {
      await run(command, args)
      return []
    } catch (error) {
      if (error instanceof CommandError) return [`${found.name}: ${error.message}`]
      throw error
    }
  }
  return {
    name,
    rule,
    async run(workspace) {
      const messages: string[] = []
      for (const found of workspace.packages) messages.push(...(await messageFor(workspace, found)))
      return messages
    },
  }
}
