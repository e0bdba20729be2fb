import { Point, toNanoseconds } from '@fluxline/point'
import type { Precision } from '@fluxline/point'
import type { BatchInput, WriteTarget } from '../../src/index.ts'

/** The time of line 0 in each precision, in 2020. */
const first: Readonly<Record<Precision, bigint>> = {
  s: 1_600_000_000n,
  ms: 1_600_000_000_000n,
  us: 1_600_000_000_000_000n,
  ns: 1_600_000_000_000_000_000n,
}
const precisions: readonly Precision[] = ['ns', 'us', 'ms', 's']

/** Makes lines of all kinds. Each has its own number, in field `n`, and no two have the same series and time. */
export class SoakLines {
  readonly #process: string
  readonly #random: () => number
  /** How often the clock was set. Times that come again then have another series. */
  epoch = 0
  /** How many lines there are so far. */
  count = 0

  constructor(process: string, random: () => number) {
    this.#process = process
    this.#random = random
  }

  /** Returns where a write goes: one of the buckets, rarely one that there is not, in any precision. */
  drawTarget(buckets: readonly string[]): WriteTarget & { readonly precision: Precision } {
    const bucket = this.#random() < 0.01 ? 'missing' : this.#oneOf(buckets)
    return { bucket, precision: this.#oneOf(precisions) }
  }

  /** Returns an input of one line in a precision; about one in thirty is bad. */
  drawInput(precision: Precision): BatchInput {
    const kind = this.#random()
    if (kind < 0.1) return `${this.#series('text')} n=${this.#next()}i`
    if (kind < 0.3) return this.#timedText(precision)
    if (kind < 0.4) return new TextEncoder().encode(this.#timedText(precision))
    if (kind < 0.5) return this.#point('point').intField('n', BigInt(this.#next()))
    if (kind < 0.6) return this.#timedPoint('date', 'ms')
    if (kind < 0.7) return this.#timedPoint('integer', this.#oneOf(precisions))
    if (kind < 0.96) return this.#object(precision)
    return this.#bad(kind)
  }

  #timedText(precision: Precision): string {
    const id = this.#next()
    return `${this.#series(`text-${precision}`)} n=${id}i,s="a \\"${id}\\", #" ${first[precision] + BigInt(id)}`
  }

  #timedPoint(kind: string, unit: Precision): Point {
    const id = this.#next()
    const time = first[unit] + BigInt(id)
    const point = this.#point(`${kind}-${unit}`).intField('n', id).floatField('x', this.#random())
    return kind === 'date' ? point.time(new Date(Number(time))) : point.time(time, unit)
  }

  #object(precision: Precision): BatchInput {
    const id = this.#next()
    const time = this.#oneOf([undefined, new Date(Number(first.ms) + id), first[precision] + BigInt(id)])
    const kind = time instanceof Date ? 'object-date' : time === undefined ? 'object' : `object-${precision}`
    return { measurement: 'soak', tags: this.#tags(kind), fields: { n: BigInt(id), x: this.#random() }, time }
  }

  #bad(kind: number): BatchInput {
    const id = this.#next()
    if (kind < 0.97) return `${this.#series('bad')} n=${id}i,x=bad`
    if (kind < 0.98) return `${this.#series('bad')} n=${id}i,x="a text instead of a number"`
    if (kind < 0.99) return `${this.#series('bad')} n=${id}i,s="never closes`
    return { measurement: 'soak', tags: this.#tags('bad'), fields: { n: BigInt(id), x: Number.NaN } }
  }

  #point(kind: string): Point {
    const { p, k, e } = this.#tags(kind)
    return Point.measurement('soak').tag('p', p).tag('k', k).tag('e', e)
  }

  #series(kind: string): string {
    const { p, k, e } = this.#tags(kind)
    return `soak,p=${p},k=${k},e=${e}`
  }

  #tags(kind: string): { p: string; k: string; e: number } {
    return { p: this.#process, k: kind, e: this.epoch }
  }

  #next(): number {
    return this.count++
  }

  #oneOf<Choice>(choices: readonly Choice[]): Choice {
    return choices[Math.floor(this.#random() * choices.length)]!
  }
}

/** Returns the time of a line by its kind and number, in nanoseconds; `undefined` if the writer made it. */
export function timeOf(kind: string, number: number): bigint | undefined {
  const unit = kind === 'object-date' ? 'ms' : kind.split('-')[1]
  if (unit === undefined) return undefined
  return toNanoseconds(first[unit as Precision] + BigInt(number), unit as Precision)
}

/** Returns the numbers of the lines in a text, also of an object as an error shows it. */
export function numbersIn(text: string): number[] {
  return [...text.matchAll(/[ ,{"]n"?[=:]"?(\d+)[in]/g)].map(([, number]) => Number(number))
}
