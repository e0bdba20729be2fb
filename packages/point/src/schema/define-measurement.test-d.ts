import { describe, expectTypeOf, it } from 'vitest'
import type { MeasurementDefinition, RecordInput } from './measurement-definition.ts'
import { defineMeasurement } from './define-measurement.ts'
import { boolean, float, int, string, tag, uint } from './schema-member.ts'
import type { SchemaMember } from './schema-member.ts'
import type { Time } from '../time/time-input.ts'

const Weather = defineMeasurement('weather', {
  tags: { station: tag(), area: tag({ optional: true }) },
  fields: {
    temperature: float(),
    gusts: int(),
    count: uint({ optional: true }),
    wet: boolean(),
    note: string({ optional: true }),
  },
  time: 'ms',
})

type Input = RecordInput<typeof Weather.definition>

describe('the object that a schema takes', () => {
  it('is inferred from the definition', () => {
    expectTypeOf<Input>().toEqualTypeOf<{
      readonly station: string
      readonly area?: string | null | undefined
      readonly temperature: number
      readonly gusts: number | bigint
      readonly count?: number | bigint | null | undefined
      readonly wet: boolean
      readonly note?: string | null | undefined
      time?: Time | null | undefined
    }>()
  })

  it('has every required key, and values of the right types', () => {
    expectTypeOf<{ temperature: number; gusts: number; wet: boolean }>().not.toExtend<Input>()
    expectTypeOf<{ station: string; temperature: bigint; gusts: number; wet: boolean }>().not.toExtend<Input>()
    expectTypeOf<{ station: string; temperature: number; gusts: number; wet: boolean }>().toExtend<Input>()
  })

  it('has no other keys', () => {
    // @ts-expect-error `temp` is not in the schema
    const input: Input = { station: 's', temperature: 1, gusts: 1, wet: true, temp: 1 }
    expectTypeOf(input).toEqualTypeOf<Input>()
  })
})

describe('a definition', () => {
  it('takes only tags as tags, and one of the four precisions', () => {
    expectTypeOf<{ tags: { a: SchemaMember<'float', false> }; fields: object }>().not.toExtend<MeasurementDefinition>()
    expectTypeOf<{ fields: object; time: 'm' }>().not.toExtend<MeasurementDefinition>()
  })

  it('needs no tags', () => {
    const definition = { fields: { v: float() } }
    expectTypeOf<RecordInput<typeof definition>>().toEqualTypeOf<{ v: number; time?: Time | null | undefined }>()
  })
})
