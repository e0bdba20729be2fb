import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeEnd, encodeFrameHeader, FRAME_BYTES } from './frame.ts'
import { scanSegment } from './scan-segment.ts'
import type { SegmentScan } from './scan-segment.ts'
import { decodeHeader, encodeHeader } from './segment-header.ts'
import type { SegmentHeader } from './segment-header.ts'

const accepted = { acceptedAt: 1_700_000_000_000, uptime: 5 }
const header: SegmentHeader = {
  log: 'a',
  first: 10,
  destination: { bucket: 'b', org: 'o', precision: 'ns' },
  server: 'http://influx',
  createdAt: accepted.acceptedAt,
  boot: 'boot',
  salt: 12345,
}

/** Where each frame of a segment is. */
interface Placed {
  readonly start: number
  readonly end: number
  readonly from: number
  readonly to: number
}

/** Returns a segment whose frames have these bodies, three lines each. */
function segmentOf(
  bodies: readonly Uint8Array[],
  isFinished: boolean,
): { bytes: Buffer; start: number; frames: Placed[] } {
  const head = encodeHeader(header)
  const parts: Uint8Array[] = [head]
  const frames: Placed[] = []
  let [at, from] = [head.length, header.first]
  for (const body of bodies) {
    const to = from + 3
    parts.push(encodeFrameHeader({ from, to }, body, accepted, header.salt), body)
    frames.push({ start: at, end: at + FRAME_BYTES + body.length, from, to })
    at += FRAME_BYTES + body.length
    from = to
  }
  if (isFinished) parts.push(encodeEnd({ to: from, offset: at, ...accepted }, header.salt))
  return { bytes: Buffer.concat(parts), start: head.length, frames }
}

/** Headers of frames that all reach to the end, and are all damaged. */
function nestedFrames(words: number): Buffer {
  const bytes = Buffer.alloc(words * 4)
  for (let at = 0; at + FRAME_BYTES * 2 < bytes.length; at += FRAME_BYTES) {
    const length = bytes.length - at - FRAME_BYTES
    encodeFrameHeader({ from: at, to: at + 1 }, bytes.subarray(0, length), accepted, header.salt).copy(bytes, at)
  }
  return bytes
}

const scan = (bytes: Uint8Array, start: number): SegmentScan => scanSegment(bytes, start, header.first, header.salt)
const linesOf = (found: SegmentScan): number[] => found.frames.map(({ from }) => from)
const text = (size: number): Uint8Array => Buffer.from('m v="FXFR FXED" 1\n'.repeat(size))
const bodies = [text(1), text(10), new Uint8Array(0), text(3)]

describe('a segment', () => {
  it.each([true, false])('gives its frames back (finished: %s)', (isFinished) => {
    const { bytes, start, frames } = segmentOf(bodies, isFinished)
    const found = scan(bytes, start)
    expect(found.frames.map(({ body }) => Buffer.from(body))).toEqual(bodies.map((body) => Buffer.from(body)))
    expect(linesOf(found)).toEqual(frames.map(({ from }) => from))
    expect(found).toMatchObject({ damaged: [], to: 22, end: frames.at(-1)!.end, isFinished })
  })

  it('gives back every frame but the one with the damage, for each bit that is flipped', () => {
    const { bytes, start, frames } = segmentOf(bodies, true)
    for (let bit = start * 8; bit < bytes.length * 8; bit++) {
      const damaged = Buffer.from(bytes)
      damaged[bit >> 3]! ^= 1 << (bit & 7)
      const found = scan(damaged, start)
      const intact = frames.filter(({ start: first, end }) => bit >> 3 < first || bit >> 3 >= end)
      expect(linesOf(found)).toEqual(intact.map(({ from }) => from))
      const lost = found.damaged.reduce((sum, { from, to }) => sum + to - from, 0)
      // The last frame takes its number of lines along, if its header is damaged, unless the segment's end tells it.
      expect(lost).toBe((frames.length - intact.length) * 3)
    }
  })

  it('gives back every whole frame, for each byte that it is cut at', () => {
    const { bytes, start, frames } = segmentOf(bodies, true)
    for (let cut = 0; cut <= bytes.length; cut++) {
      const found = scan(bytes.subarray(0, cut), start)
      expect(linesOf(found)).toEqual(frames.filter(({ end }) => end <= cut).map(({ from }) => from))
      expect(found.damaged).toEqual([])
      expect(found.end).toBeLessThanOrEqual(cut)
    }
  })

  it('gives back the frames around bytes that somebody wrote over, inserted or removed', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 3 }),
        fc.nat(),
        fc.uint8Array({ maxLength: 200 }),
        fc.nat({ max: 200 }),
        (which, at, written, removed) => {
          const { bytes, start, frames } = segmentOf(bodies, true)
          const { start: first, end } = frames[which]!
          const place = first + (at % (end - first))
          const rest = bytes.subarray(Math.min(end, place + removed))
          const found = scan(Buffer.concat([bytes.subarray(0, place), written, rest]), start)
          const others = frames.filter((_, index) => index !== which).map(({ from }) => from)
          for (const from of others) expect(linesOf(found)).toContain(from)
        },
      ),
    )
  })

  it('gives back each frame once, if bytes are doubled anywhere', () => {
    const { bytes, start, frames } = segmentOf(bodies, true)
    for (let at = start; at <= bytes.length; at++) {
      const found = scan(Buffer.concat([bytes.subarray(0, at), bytes.subarray(start)]), start)
      expect(linesOf(found)).toEqual(frames.map(({ from }) => from))
      expect(found.damaged.every(({ from, to }) => from === to)).toBe(true)
    }
  })

  it('takes no frame of another file for its own', () => {
    const { bytes, start } = segmentOf(bodies, false)
    expect(scanSegment(bytes, start, header.first, header.salt + 1).frames).toEqual([])
  })

  it.each([
    ['marks', (size: number) => Buffer.from('FXFR'.repeat(size))],
    ['frames that contain each other', nestedFrames],
  ])('is read in linear time, if it is full of %s', (_, bytesOf) => {
    const time = (size: number): number => {
      const bytes = bytesOf(size)
      const from = process.cpuUsage().user
      scan(bytes, 0)
      return process.cpuUsage().user - from
    }
    time(2500)
    expect(time(20_000)).toBeLessThan(40 * Math.max(1000, time(2500)))
  })
})

describe('the header of a segment', () => {
  const bytes = encodeHeader(header)

  it('is read back', () => {
    expect(decodeHeader(bytes)).toEqual({ kind: 'header', header, dataStart: bytes.length, isDamaged: false })
  })

  it('survives each flipped bit, because there are two copies', () => {
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = Buffer.from(bytes)
      damaged[bit >> 3]! ^= 1 << (bit & 7)
      expect(decodeHeader(damaged)).toEqual({ kind: 'header', header, dataStart: bytes.length, isDamaged: true })
    }
  })

  it('is damaged, and nothing else, if it is cut within the first copy or is other bytes', () => {
    for (let cut = 0; cut < bytes.length / 2; cut++) {
      expect(decodeHeader(bytes.subarray(0, cut))).toEqual({ kind: 'damaged' })
    }
    fc.assert(
      fc.property(fc.uint8Array(), (other) => {
        expect(decodeHeader(other)).toEqual({ kind: 'damaged' })
      }),
    )
  })

  it('says which version it has, if this is not known', () => {
    const newer = Buffer.from(bytes)
    const half = bytes.length / 2
    for (const copy of [newer.subarray(0, half), newer.subarray(half)]) copy.writeUInt32LE(7, 8)
    // Its checksum is wrong, so this is damage.
    expect(decodeHeader(newer)).toEqual({ kind: 'damaged' })
    expect(decodeHeader(encodeHeader(header, 7))).toEqual({ kind: 'unknown version', version: 7 })
  })
})
