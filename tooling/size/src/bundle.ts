import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Metafile } from 'esbuild'
import type { Entry } from './entries.ts'

const root = join(import.meta.dirname, '..', '..', '..')

/** A bundle, and what it is made of. */
export interface Bundle {
  readonly text: string
  /** Bytes when minified and gzipped. */
  readonly gzipped: number
  /** Minified bytes by module, the largest first. */
  readonly parts: readonly (readonly [module: string, bytes: number])[]
}

/**
 * Bundles an entry as a consumer's bundler would.
 *
 * Out of what was built for its text and size; out of the sources for what it is made of, since a build is few files.
 */
export async function bundle({ imports, peers = [], node = false }: Entry, from: 'built' | 'sources'): Promise<Bundle> {
  const lines = Object.entries(imports).map(([name, names], at) => lineOf(`@fluxline/${name}`, names, at))
  const { outputFiles, metafile } = await build({
    stdin: { contents: lines.join('\n'), resolveDir: join(root, 'tooling/size') },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: [node ? 'node' : 'workerd', ...(from === 'sources' ? ['@fluxline/source'] : [])],
    external: node ? [...peers, 'node:*'] : [...peers],
    absWorkingDir: root,
    logLevel: 'silent',
  })
  const [{ contents, text } = raise()] = outputFiles
  return { text, gzipped: gzipSync(contents).length, parts: partsOf(metafile) }
}

function lineOf(specifier: string, names: string, at: number): string {
  return names === '*' ? `export * as all${at} from '${specifier}'` : `export ${names} from '${specifier}'`
}

function partsOf({ outputs }: Metafile): [string, number][] {
  const [{ inputs } = raise()] = Object.values(outputs)
  const bytes = new Map<string, number>()
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const name = moduleOf(path)
    bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput)
  }
  return [...bytes].filter(([, count]) => count > 0).sort(([, one], [, other]) => other - one)
}

/** `core/write` for a source of ours, the name of the package for one of others. */
function moduleOf(path: string): string {
  const [, theirs] = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(path) ?? []
  if (theirs) return theirs
  const [, name] = path.split('/')
  return `${name}/${basename(path, '.ts')}`
}

function raise(): never {
  throw new Error('esbuild gave no output.')
}
