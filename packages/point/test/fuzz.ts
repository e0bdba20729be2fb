import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { LineProtocolEncoder, LineProtocolError, parseLineProtocol } from '../src/index.ts'
import type { LineOptions } from '../src/index.ts'
import { writeBigint, writeFloat, writeInteger } from '../src/encode/write-number.ts'
import { point, text } from './arbitraries.ts'

// Compares numbers with the engine's text of them, and lines of the encoder with those of `toLineProtocol`.
//
//   node --conditions=@fluxline/source packages/point/test/fuzz.ts --seconds 300 --seed 1

const bytes = new Uint8Array(64)
const view = new DataView(bytes.buffer)
const words = new DataView(new ArrayBuffer(8))

/** Writes `count` doubles and as many integers. @throws if the digits are not those of `String` */
export function fuzzNumbers(seed: number, count: number): void {
  const random = xorshift(seed)
  for (let run = 0; run < count; run++) {
    const value = double(random, run)
    if (Number.isFinite(value)) {
      expectText(writeFloat(view, 0, value), Object.is(value, -0) ? '-0' : String(value), `the float ${value}`)
    }
    words.setUint32(0, random())
    words.setUint32(4, random())
    const integer = BigInt.asIntN(64, words.getBigInt64(0) >> BigInt(random() & 63))
    expectText(writeBigint(view, 0, integer), String(integer), `the bigint ${integer}`)
    if (Number.isSafeInteger(Number(integer)))
      expectText(writeInteger(view, 0, Number(integer)), String(integer), `the integer ${integer}`)
  }
}

/** Returns a double of any bits, of few decimals, of 15 to 17 digits or next to such, a power of two or a subnormal. */
function double(random: () => number, run: number): number {
  const digits = random() * 2 ** 21 + (random() & 0x1f_ffff)
  switch (run % 8) {
    case 0:
      return bits(random(), random())
    case 1:
      return (random() | 0) / 10 ** (random() % 12)
    case 2:
      return digits / 10 ** (random() % 23)
    case 3:
      return Number(`${digits}e${(random() % 40) - 25}`)
    case 4:
      return neighbour(Number(`${random() % 1_000_000}e${(random() % 30) - 20}`), (random() % 5) - 2)
    case 5:
      return neighbour(2 ** ((random() % 2046) - 1022), (random() % 5) - 2)
    case 6:
      return bits(random() & 0x800f_ffff, random())
    default:
      return bits((random() & 0x800f_ffff) | ((1003 + (random() % 70)) << 20), random())
  }
}

function bits(high: number, low: number): number {
  words.setUint32(0, high)
  words.setUint32(4, low)
  return words.getFloat64(0)
}

/** Returns the double that is `steps` further. */
function neighbour(value: number, steps: number): number {
  words.setFloat64(0, value)
  words.setBigInt64(0, words.getBigInt64(0) + BigInt(steps))
  return words.getFloat64(0)
}

function expectText(end: number, expected: string, what: string): void {
  const written = String.fromCharCode(...bytes.subarray(0, end))
  if (written !== expected) throw new Error(`${what} was written as ${written} instead of ${expected}`)
}

const options: fc.Arbitrary<LineOptions> = fc.record(
  {
    precision: fc.constantFrom('ns', 'us', 'ms', 's'),
    defaultTags: fc.dictionary(text, text, { maxKeys: 3 }),
    nonFinite: fc.constantFrom('throw', 'omit'),
    trailingBackslash: fc.constantFrom('throw', 'pad'),
    newline: fc.constantFrom('escape', 'reject'),
  },
  { requiredKeys: [] },
)

/** Writes `count` batches both ways, and reads them back. @throws if the ways differ, or a line is read as another point */
export function fuzzPoints(seed: number, count: number): void {
  const points = fc.array(point(text, text), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(points, options, (batch, lineOptions) => {
      const encoder = new LineProtocolEncoder(lineOptions)
      for (const each of [...batch, ...batch]) {
        const line = outcome(() => each.toLineProtocol(lineOptions))
        const fast = outcome(() =>
          encoder.encode(each) === 0 ? undefined : utf8.decode(encoder.takeBytes()).slice(0, -1),
        )
        if (line !== fast)
          throw new Error(`${JSON.stringify(line)} by toLineProtocol, ${JSON.stringify(fast)} by the encoder`)
        const exact = outcome(() => each.toLineProtocol({ newline: 'reject' }))
        if (exact === undefined || exact === REFUSED) continue
        if (!parseLineProtocol(exact)[0]!.equals(each))
          throw new Error(`${JSON.stringify(exact)} is read as another point`)
      }
    }),
    { numRuns: count, seed },
  )
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const REFUSED = '(refused)'

function outcome(run: () => string | undefined): string | undefined {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof LineProtocolError)) throw error
    return REFUSED
  }
}

/** @see George Marsaglia, "Xorshift RNGs" */
function xorshift(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e37_79b1) | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { seconds: { type: 'string' }, seed: { type: 'string' } } })
  const first = Number(values.seed ?? 1)
  const end = Date.now() + Number(values.seconds ?? 60) * 1000
  let seed = first
  for (; Date.now() < end; seed++) {
    fuzzNumbers(seed, 500_000)
    fuzzPoints(seed, 2000)
  }
  const rounds = seed - first
  process.stdout.write(
    `point: ${rounds * 0.5} million doubles and as many integers, ${rounds * 2000} batches of points, seeds ${first} to ${seed - 1}\n`,
  )
}
