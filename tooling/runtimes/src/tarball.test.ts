import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkFiles } from './tarball.ts'

let root: string

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'fluxline-tarball-'))
})

afterAll(() => rm(root, { recursive: true }))

const map = JSON.stringify({ sources: ['../src/index.ts'], sourcesContent: ['export {}'] })
const good = {
  LICENSE: 'MIT',
  'README.md': '# x',
  'package.json': JSON.stringify({ exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } } }),
  'dist/index.d.ts': 'export {}',
  'dist/index.js': 'export {}\n//# sourceMappingURL=index.js.map',
  'dist/index.js.map': map,
}

async function check(name: string, files: Readonly<Record<string, string | undefined>>): Promise<void> {
  const folder = join(root, name)
  for (const [file, text] of Object.entries(files)) {
    if (text === undefined) continue
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), text)
  }
  return checkFiles(folder)
}

it('accepts a tarball with the expected files', async () => {
  await expect(check('good', good)).resolves.toBeUndefined()
})

it.each([
  ['a test', { 'dist/index.test.js': '' }, 'unexpected files: dist/index.test.js'],
  ['a source', { 'src/index.ts': '' }, 'unexpected files: src/index.ts'],
  ['no licence', { LICENSE: undefined }, 'no LICENSE'],
  ['an export of a missing file', { 'dist/index.d.ts': undefined }, 'index.d.ts'],
  [
    'an export of sources',
    { 'package.json': '{ "exports": { ".": { "@fluxline/source": "./dist/index.js" } } }' },
    'name source files',
  ],
  ['a map of missing sources', { 'dist/index.js.map': '{ "sources": ["../src/index.ts"] }' }, 'neither it nor'],
])('rejects %s', async (name, files, reason) => {
  await expect(check(name, { ...good, ...files })).rejects.toThrow(reason)
})
