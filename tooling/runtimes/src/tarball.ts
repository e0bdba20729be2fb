import { access, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const EXPECTED = /^(LICENSE|README\.md|package\.json|dist\/rows\.wasm|dist\/.*\.(c?js|c?js\.map|d\.c?ts))$/

/** Throws unless an installed package has exactly the files it should. */
export async function checkFiles(folder: string): Promise<void> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
  const wrong = files.filter((file) => !EXPECTED.test(file) || /\b(test|spec)\b/.test(file))
  if (wrong.length > 0) throw new Error(`The tarball has unexpected files: ${wrong.join(', ')}.`)
  for (const name of ['LICENSE', 'README.md']) if (!files.includes(name)) throw new Error(`The tarball has no ${name}.`)
  const { exports } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { exports: object }
  if (JSON.stringify(exports).includes('@fluxline/source')) throw new Error('The exports name source files.')
  for (const target of targetsOf(exports)) await access(join(folder, target))
  for (const file of files.filter((file) => /\.c?js$/.test(file))) await checkMap(join(folder, file))
}

/** Checks that a source map contains its sources. The tarball does not, and debuggers need them. */
async function checkMap(file: string): Promise<void> {
  const [, name] = /\/\/# sourceMappingURL=(.+)\s*$/.exec(await readFile(file, 'utf8')) ?? []
  if (name === undefined) return
  const map = JSON.parse(await readFile(join(dirname(file), name), 'utf8')) as SourceMap
  if (
    map.sourcesContent?.length === map.sources.length &&
    map.sourcesContent.every((content) => typeof content === 'string')
  )
    return
  throw new Error(`${name} names sources that neither it nor the tarball contains.`)
}

interface SourceMap {
  readonly sources: readonly string[]
  readonly sourcesContent?: readonly unknown[]
}

/** Returns every file that an `exports` field names. */
function targetsOf(exports: unknown): string[] {
  if (typeof exports === 'string') return [exports]
  return Object.values(exports as object).flatMap(targetsOf)
}
