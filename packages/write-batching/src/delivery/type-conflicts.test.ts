import { expect, it } from 'vitest'
import { findConflicts } from './type-conflicts.ts'

const reason = (field: string, measurement: string, type: string): string =>
  `failure writing points to database: partial write: field type conflict: input field "${field}" on measurement "${measurement}" is type ${type}, already exists as type boolean dropped=2`

it.each([
  ['float', ['m v=true', 'm v=1', 'm v=1i', 'm v=2.5 7', 'n v=1', 'm w=1'], [1, 3]],
  ['integer', ['m v=1i', 'm w=2i', 'm v=1', 'm v=3i'], [0, 3]],
  ['unsigned', ['m v=1u', 'm v=1i', 'm v=2u'], [0, 2]],
  ['string', ['m v="1"', 'm v=1', 'm v="a b" 1'], [0, 2]],
])('finds the lines whose field is the %s that was refused', (type, lines, found) => {
  expect(findConflicts(lines, reason('v', 'm', type))).toEqual(found)
})

it('reads names with special characters', () => {
  const lines = [String.raw`my\ m,t=x my\ "v"=1`, String.raw`my\ m my\ "v"=2`]
  expect(findConflicts(lines, reason('my "v"', 'my m', 'float'))).toEqual([0, 1])
})

it('finds nothing if the reason is another', () => {
  expect(findConflicts(['m v=1'], 'points beyond retention policy dropped=1')).toBeUndefined()
})
