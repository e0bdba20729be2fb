import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkFiles } from './tarball.ts'

let place: string

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'fluxline-tarball-'))
})

afterAll(() => rm(place, { recursive: true }))

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
  const folder = join(place, name)
  for (const [file, text] of Object.entries(files)) {
    if (text === undefined) continue
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), text)
  }
  return checkFiles(folder)
}

it('takes a tarball with what belongs there', async () => {
  await expect(check('good', good)).resolves.toBeUndefined()
})

it.each([
  ['a test', { 'dist/index.test.js': '' }, "nobody's business: dist/index.test.js"],
  ['a source', { 'src/index.ts': '' }, "nobody's business: src/index.ts"],
  ['no licence', { LICENSE: undefined }, 'no LICENSE'],
  ['an export that leads nowhere', { 'dist/index.d.ts': undefined }, 'index.d.ts'],
  [
    'an export of sources',
    { 'package.json': '{ "exports": { ".": { "@fluxline/source": "./dist/index.js" } } }' },
    'name sources',
  ],
  [
    'a map of sources that are not there',
    { 'dist/index.js.map': '{ "sources": ["../src/index.ts"] }' },
    'neither in it',
  ],
])('refuses %s', async (name, files, reason) => {
  await expect(check(name, { ...good, ...files })).rejects.toThrow(reason)
})
