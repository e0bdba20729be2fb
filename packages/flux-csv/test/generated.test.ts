import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { generatedFiles, pathOf } from '../generate.ts'

it.each(Object.entries(generatedFiles))(
  'keeps %s as `pnpm generate` writes it',
  async (file, generate) => {
    expect(await readFile(pathOf(file), 'utf8')).toBe(await generate())
  },
  60_000,
)
