import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fieldTypes } from '../src/field-types.ts'
import { LineProtocolEncoder, LineProtocolError, Point } from '../src/index.ts'
import type { FieldType, FieldValue, LineOptions } from '../src/index.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What changes a point. */
type Change =
  | { readonly what: 'tag'; readonly key: string; readonly value: string }
  | { readonly what: 'field'; readonly key: string; readonly value: readonly [type: FieldType, value: FieldValue] }
  | { readonly what: 'removeTag' | 'removeField'; readonly key: string }

/** What happens to one of a few points. */
type Step = Change | { readonly what: 'start' | 'copy' | 'encode' }

// Few keys of few measurements, so that shapes grow, are left and are shared. Line protocol has no `time` and no `x\`.
const keys = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'é', '😀', '\uffff') },
  { weight: 1, arbitrary: fc.constantFrom('time', 'x\\', '') },
)
const values = fc.oneof(
  fc.double({ noNaN: true }).map((value) => ['float', value] as const),
  fc.integer().map((value) => ['int', value] as const),
  fc.boolean().map((value) => ['boolean', value] as const),
  fc.constantFrom('', 'a b', '"\\').map((value) => ['string', value] as const),
)
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ what: fc.constant('tag' as const), key: keys, value: fc.constantFrom('', 'x', 'y z') }),
  fc.record({ what: fc.constant('field' as const), key: keys, value: values }),
  fc.record({ what: fc.constant('field' as const), key: keys, value: values }),
  fc.record({ what: fc.constantFrom('removeTag' as const, 'removeField' as const), key: keys }),
  fc.record({ what: fc.constantFrom('start' as const, 'copy' as const, 'encode' as const) }),
)
const steps = fc.array(fc.tuple(fc.nat(3), fc.constantFrom('m', 'n', 'o'), anyStep), { maxLength: 60 })
const options: fc.Arbitrary<LineOptions> = fc.constantFrom(
  {},
  { defaultTags: { a: 'default', z: 'last' } },
  { nonFinite: 'omit', trailingBackslash: 'pad' },
)

/** What a point should have, kept in the plainest way. */
class Model {
  readonly measurement: string
  readonly tags: Map<string, string>
  readonly fields: Map<string, readonly [FieldType, FieldValue]>

  constructor(measurement: string, { tags, fields }: Partial<Model> = {}) {
    this.measurement = measurement
    this.tags = new Map(tags)
    this.fields = new Map(fields)
  }

  /** A new point, set in the order of the maps: no other point has shared its shape. */
  toPoint(): Point {
    const point = new Point(this.measurement)
    for (const [key, value] of this.tags) point.tag(key, value)
    for (const [key, [type, value]] of this.fields) point.field(key, value, type)
    return point
  }
}

describe('points whose shapes grow, differ and are shared', () => {
  it('have what was set, and are written as a point alone', () => {
    fc.assert(
      fc.property(steps, options, (all, lineOptions) => {
        const encoder = new LineProtocolEncoder(lineOptions)
        const live = ['m', 'm', 'n', 'o'].map(start)
        for (const [at, measurement, step] of all) {
          const { point, model } = live[at]!
          switch (step.what) {
            case 'start':
              live[at] = start(measurement)
              break
            case 'copy':
              live[(at + 1) % live.length] = { point: point.copy(), model: new Model(model.measurement, model) }
              break
            case 'encode':
              sameLine(encoder, point, model, lineOptions)
              break
            default:
              apply(point, model, step)
          }
        }
        for (const { point, model } of live) {
          expect(point.tags).toEqual(Object.fromEntries(model.tags))
          expect(point.fields).toEqual(Object.fromEntries([...model.fields].map(([key, [, value]]) => [key, value])))
          for (const key of model.fields.keys()) expect(point.fieldType(key)).toBe(model.fields.get(key)![0])
          // Twice: the second time its shape is known.
          for (let time = 0; time < 2; time++) sameLine(encoder, point, model, lineOptions)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('are not hurt by a key of another point that line protocol cannot express', () => {
    const encoder = new LineProtocolEncoder()
    for (let round = 0; round < 3; round++) {
      const bad = new Point('m').tag('t', 'a').floatField('v', 1).floatField('time', 1)
      expect(() => encoder.encode(bad)).toThrow(/"time"/)
      expect(encoded(encoder, new Point('m').tag('t', 'a').floatField('v', 1))).toBe('m,t=a v=1\n')
    }
  })

  it('are written alike if their measurements have names that must be escaped', () => {
    const encoder = new LineProtocolEncoder()
    for (const name of ['a', 'a b', 'é', '_a', '\\a', 'a,b', '"a"', 'a#', 'a\nb'].flatMap((each) => [each, each])) {
      const point = new Point(name).tag('t', 'a').floatField('v', 1)
      expect(encoded(encoder, point)).toBe(`${point.toLineProtocol()}\n`)
    }
    for (const name of ['', '#a', '\0', 'a\\', '\ud800'])
      expect(() => encoder.encode(new Point(name).floatField('v', 1))).toThrow(LineProtocolError)
  })
})

describe('names that never come again', () => {
  it.each<[string, number, (at: number) => Point]>([
    ['field keys', 350_000, (at) => new Point('m').tag('t', 'a').floatField(`field${at}`, 1)],
    ['measurements', 350_000, (at) => new Point(`m${at}`).tag('t', 'a').floatField('v', 1)],
    [
      'names of all kinds',
      1_000_000,
      (at) => new Point(`m${at}`).tag(`tag${at}`, `value${at}`).floatField(`field${at}`, 1),
    ],
  ])(
    'do not fill the memory: %s',
    (_, most, pointAt) => {
      const encoder = new LineProtocolEncoder()
      let at = 0
      const heapAfter = (count: number): number => {
        for (; at < count; at++) {
          encoder.encode(pointAt(at))
          if (encoder.lineCount === 1000) encoder.takeBytes()
        }
        collectGarbage()
        return process.memoryUsage().heapUsed
      }
      const settled = heapAfter(50_000)
      const MOST_BYTES = 2_400_000
      expect(heapAfter(most) - settled).toBeLessThan(MOST_BYTES)
    },
    60_000,
  )
})

it('takes about as long for a point of thousands of shapes as for one of a few', () => {
  const [few, many] = [64, 8192].map((shapes) => {
    const encoder = new LineProtocolEncoder()
    const times = Array.from({ length: 3 }, () => {
      const start = performance.now()
      for (let at = 0; at < 16_384; at++) {
        const shape = at % shapes
        encoder.encode(new Point(`m${shape}`).tag('t', 'a').floatField(`field${shape}`, at).floatField('v', at))
      }
      encoder.takeBytes()
      return performance.now() - start
    })
    return Math.min(...times)
  }) as [number, number]
  // Rebuilding each shape for each point took more than twenty times as long.
  expect(many / few).toBeLessThan(8)
}, 60_000)

function start(measurement: string): { point: Point; model: Model } {
  return { point: new Point(measurement), model: new Model(measurement) }
}

function sameLine(encoder: LineProtocolEncoder, point: Point, model: Model, lineOptions: LineOptions): void {
  expect(encoded(encoder, point)).toBe(lineOf(model, lineOptions))
}

function apply(point: Point, model: Model, each: Change): void {
  switch (each.what) {
    case 'tag':
      point.tag(each.key, each.value)
      model.tags.set(each.key, each.value)
      break
    case 'field': {
      const [type, value] = each.value
      point.field(each.key, value, type)
      model.fields.set(each.key, [type, fieldTypes[type].accept(value)!])
      break
    }
    case 'removeTag':
      point.removeTag(each.key)
      model.tags.delete(each.key)
      break
    case 'removeField':
      point.removeField(each.key)
      model.fields.delete(each.key)
      break
  }
}

function encoded(encoder: LineProtocolEncoder, point: Point): string {
  try {
    encoder.encode(point)
  } catch (error) {
    if (!(error instanceof LineProtocolError)) throw error
    return 'refused'
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(encoder.takeBytes())
}

function lineOf(model: Model, options: LineOptions): string {
  try {
    const line = model.toPoint().toLineProtocol(options)
    return line === undefined ? '' : `${line}\n`
  } catch (error) {
    if (!(error instanceof LineProtocolError)) throw error
    return 'refused'
  }
}
