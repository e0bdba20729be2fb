import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { readStored, storedNames } from './stored.ts'

test.each(storedNames)('the documents of %s are made from the stored results', async (name) => {
  for (const [path, text] of await readStored(name)) expect(await readFile(path, 'utf8')).toBe(text)
})
