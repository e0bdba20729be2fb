import { describe, expect, it } from 'vitest'
import { expandReferences } from './env-references.ts'

const fail = (message: string): Error => new Error(message)
const expand = (text: string): string => expandReferences(text, { A: 'a', EMPTY: '', AT: '${env.A}' }, fail)

describe('a reference', () => {
  it.each([
    ['${env.A}', 'a'],
    ['<${env.A}${env.A}>', '<aa>'],
    ['${env.EMPTY}', ''],
    ['${env.GONE:-x:y}', 'x:y'],
    ['${env.EMPTY:-x}', 'x'],
    ['${env.GONE:-}', ''],
    ['${env.AT}', '${env.A}'],
    ['${A} $env.A {env.A}', '${A} $env.A {env.A}'],
  ])('%s becomes %s', (text, expanded) => expect(expand(text)).toBe(expanded))

  it.each([
    ['${env.GONE}', 'needs the variable GONE, which is not set'],
    ['${env.constructor}', 'needs the variable constructor, which is not set'],
    ['${env.}', 'has an incomplete reference'],
    ['${env.A', 'has an incomplete reference'],
    ['${env.GONE:-{}}', 'has an incomplete reference'],
  ])('%s is an error', (text, message) => expect(() => expand(text)).toThrow(message))
})

function timeOf(count: number): number {
  const start = performance.now()
  expect(() => expand('${env.A:-'.repeat(count) + '${env.A:-x}')).toThrow('incomplete')
  expand('$${env.A:-x}{'.repeat(count))
  return performance.now() - start
}

it('takes linear time', () => {
  timeOf(1000)
  expect(timeOf(100_000) / timeOf(10_000)).toBeLessThan(60)
})
