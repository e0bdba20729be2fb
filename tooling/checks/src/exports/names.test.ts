import { expect, it } from 'vitest'
import { namesIn, unsettledNames } from './names.ts'

it('tells exported names from those that only signatures use', () => {
  const report = [
    'export function write(input: Input): Receipt;',
    'interface Input {',
    'export type Receipt = number;',
    'abstract class Base {',
    'interface ErrorEvent_2 {',
    'export { ErrorEvent_2 as ErrorEvent }',
  ]
  const { declared, unexported } = namesIn(report.join('\n'))
  expect([...declared]).toEqual(['write', 'Receipt', 'ErrorEvent_2'])
  expect([...unexported]).toEqual(['Input', 'Base'])
})

it('finds a name of two packages unless an explicit export settles it', () => {
  const umbrella = "export * from 'a'\nexport * from 'b'\nexport { Settled, type Alias as Other } from 'a'\n"
  const declaredBy = new Map([
    ['a', new Set(['Settled', 'Twice', 'Other', 'A'])],
    ['b', new Set(['Settled', 'Twice', 'Other', 'B'])],
    ['c', new Set(['A'])],
  ])
  expect(unsettledNames(umbrella, declaredBy)).toEqual(new Map([['Twice', ['a', 'b']]]))
})
