import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { copyOptions } from './copy-options.ts'

it('copies plain objects and arrays, whatever their keys, and keeps the rest', () => {
  const date = new Date(0)
  const options = {
    org: { name: 'a' },
    keys: [{ key: 'a' }],
    date,
    ['__proto__']: { v: 1 },
    none: undefined,
    text: 'x',
  }
  const copy = copyOptions(options)
  expect(copy).toStrictEqual(options)
  expect(copy.date).toBe(date)
  options.org.name = 'b'
  options.keys[0]!.key = 'b'
  expect([copy.org, copy.keys]).toEqual([{ name: 'a' }, [{ key: 'a' }]])
})

it('copies plain objects of another realm', () => {
  const options = runInNewContext('({ org: { name: "a" } })') as { org: { name: string } }
  const copy = copyOptions(options)
  options.org.name = 'b'
  expect(copy.org.name).toBe('a')
})

it.each([undefined, null, 5, 'text', new Map()])('returns %s as it is', (value) => {
  expect(copyOptions(value)).toBe(value)
})
