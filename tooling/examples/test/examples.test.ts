import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const here = join(import.meta.dirname, '..')
const root = join(here, '../..')
const others = new Set(['node_modules', 'test'])
const names = (await readdir(here, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !others.has(entry.name))
  .map(({ name }) => name)

it.each(names)('%s is in both READMEs, and is run by a test', async (name) => {
  const tests = (await readdir(import.meta.dirname)).map((file) => join(import.meta.dirname, file))
  const runners = [...tests, join(root, 'tooling/runtimes/src/cases/examples.ts')]
  const code = (await Promise.all(runners.map((file) => readFile(file, 'utf8')))).join('\n')
  expect(await readFile(join(here, 'README.md'), 'utf8')).toContain(`](${name}/`)
  expect(await readFile(join(root, 'README.md'), 'utf8')).toContain(`](tooling/examples/${name}/`)
  expect(code).toMatch(new RegExp(`'${name}['/]`))
})
