import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pnpm } from '@fluxline/release'

/** Runtimes and bundlers for the tests: a separate project of half a gigabyte, which only these tests download. */
export interface Engines {
  /** Returns the path of a program in it. */
  program(name: string): string
  /** Loads a module from it. */
  load(name: string): Promise<unknown>
  /** Folder of the project. */
  readonly folder: string
}

/** Installs the engines by their lockfile. Takes a second if they are installed already. */
export async function installEngines(): Promise<Engines> {
  const folder = join(import.meta.dirname, '..', 'engines')
  await pnpm(['install', '--frozen-lockfile'], { cwd: folder, timeout: 600_000 })
  const require = createRequire(join(folder, 'package.json'))
  return {
    folder,
    program: (name) => join(folder, 'node_modules', name),
    async load(name) {
      const module = (await import(require.resolve(name))) as { default?: unknown }
      // A CommonJS module has its exports in `default`.
      return { ...(module.default as object), ...module }
    },
  }
}
