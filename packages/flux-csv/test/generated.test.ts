import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { compiledFile, compileRows } from '../generate.ts'

it('keeps the reader of rows as it compiles from its source', async () => {
  expect(await readFile(compiledFile, 'utf8')).toBe(await compileRows())
}, 60_000)
