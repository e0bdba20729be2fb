import { expect, it } from 'vitest'
import { circles, importsOf } from './imports.ts'

it('finds imports of values and of types, over several lines, and dynamic ones', () => {
  const text = [
    "import { a } from './a.ts'",
    "import type { B } from '../b.ts'",
    'import {',
    '  c,',
    "} from './c.ts'",
    "export * from './d.ts'",
    "import './e.ts'",
    "const f = await import('./f.ts')",
    "import { readFile } from 'node:fs/promises'",
  ]
  expect(importsOf('x/y/z.ts', text.join('\n'))).toEqual([
    { from: 'x/y/z.ts', to: 'x/y/a.ts', isType: false },
    { from: 'x/y/z.ts', to: 'x/b.ts', isType: true },
    { from: 'x/y/z.ts', to: 'x/y/c.ts', isType: false },
    { from: 'x/y/z.ts', to: 'x/y/d.ts', isType: false },
    { from: 'x/y/z.ts', to: 'x/y/e.ts', isType: false },
    { from: 'x/y/z.ts', to: 'x/y/f.ts', isType: false },
  ])
})

it('finds circles of two, of three and of one, and none in a tree', () => {
  expect(circles(imports(['a', 'b'], ['a', 'c'], ['b', 'd'], ['c', 'd']))).toEqual([])
  expect(circles(imports(['a', 'b'], ['b', 'a'], ['b', 'c'])).map((files) => files.sort())).toEqual([['a', 'b']])
  expect(circles(imports(['a', 'b'], ['b', 'c'], ['c', 'a'])).map((files) => files.sort())).toEqual([['a', 'b', 'c']])
  expect(circles(imports(['a', 'a']))).toEqual([['a']])
})

function imports(...pairs: [string, string][]) {
  return pairs.map(([from, to]) => ({ from, to, isType: false }))
}
