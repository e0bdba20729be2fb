import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pnpm } from '@fluxline/release'

/** What the packages are tried on: a project of its own, half a gigabyte that only these tests download. */
export interface Engines {
  /** The path of a program of it. */
  program(name: string): string
  /** Loads a module of it. */
  load(name: string): Promise<unknown>
  /** Its folder. */
  readonly folder: string
}

/** Installs the engines as their lockfile says; a second where they are there. */
export async function installEngines(): Promise<Engines> {
  const folder = join(import.meta.dirname, '..', 'engines')
  await pnpm(['install', '--frozen-lockfile'], { cwd: folder, timeout: 600_000 })
  const require = createRequire(join(folder, 'package.json'))
  return {
    folder,
    program: (name) => join(folder, 'node_modules', name),
    async load(name) {
      const module = (await import(require.resolve(name))) as { default?: unknown }
      // What is CommonJS has its exports there.
      return { ...(module.default as object), ...module }
    },
  }
}
