import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Metafile } from 'esbuild'
import type { Entry } from './entries.ts'

const root = join(import.meta.dirname, '..', '..', '..', '..')

/** A bundle and its parts. */
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
 * The build gives the text and the size. The sources give the parts, because a build has few files.
 */
export async function bundle({ imports, peers = [], node = false }: Entry, from: 'built' | 'sources'): Promise<Bundle> {
  const lines = Object.entries(imports).map(([name, names], at) => lineOf(`@fluxline/${name}`, names, at))
  const { outputFiles, metafile } = await build({
    stdin: { contents: lines.join('\n'), resolveDir: join(root, 'tooling/checks') },
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

/** `core/write/write` for one of our sources, the package's name for another's. */
function moduleOf(path: string): string {
  const [, theirs] = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(path) ?? []
  if (theirs) return theirs
  return path
    .replace(/^packages\//, '')
    .replace('/src/', '/')
    .replace(/\.ts$/, '')
}

function raise(): never {
  throw new Error('esbuild gave no output.')
}
