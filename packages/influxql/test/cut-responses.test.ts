import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apiOf, outcomeOf, split } from './in-memory.ts'
import { bytesOf, recording } from './recordings.ts'
import type { Recording } from './recordings.ts'

const options = { integers: 'safe', times: 'nanoseconds' } as const

// Of each format: one document, several, several series, several statements, all types and escapes.
const responses = [
  recording('v1.13', 'query/select-json-ns'),
  recording('v1.13', 'query/chunked-json-4'),
  recording('v1.13', 'query/chunked-json-group'),
  recording('v1.13', 'query/chunked-two-statements'),
  recording('v1.13', 'query/several'),
  recording('v1.13', 'query/show-tag-keys'),
  recording('v1.13', 'query/select-msgpack-ns'),
  recording('v1.13', 'query/msgpack-chunked'),
  recording('v1.13', 'query/msgpack-group-by-tag'),
  recording('v2.7', 'query/unsigned-msgpack'),
].map((recorded) => [`${recorded.name} of ${recorded.headers['x-influxdb-version']}`, recorded] as const)

const typeOf = ({ headers }: Recording): string => headers['content-type']!

describe.each(responses)('%s', (_, recorded) => {
  const bytes = bytesOf(recorded)

  it('cut at any byte gives the records before it, and then an error', async () => {
    const whole = await outcomeOf(apiOf([bytes], typeOf(recorded)).stream(recorded.q, options))
    expect(whole.error).toBeUndefined()
    // What the last byte of JSON is: a line end after its document.
    const complete = typeOf(recorded) === 'application/json' ? bytes.length - 1 : bytes.length
    for (let end = 0; end < complete; end++) {
      const { records, error } = await outcomeOf(
        apiOf([bytes.subarray(0, end)], typeOf(recorded)).stream(recorded.q, options),
      )
      const isPrefix = records.every((record, index) => record === whole.records[index])
      if (error?.code !== 'FLUXLINE_TRUNCATED' || !isPrefix) throw new Error(`Cut at ${end}: ${error?.message}`)
    }
  })

  it('split anywhere gives the same records', async () => {
    const whole = await outcomeOf(apiOf([bytes], typeOf(recorded)).stream(recorded.q, options))
    for (const size of [1, 2, 3, 7]) {
      expect(await outcomeOf(apiOf(split(bytes, [size]), typeOf(recorded)).stream(recorded.q, options))).toEqual(whole)
    }
    const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(sizes, async (given) => {
        expect(await outcomeOf(apiOf(split(bytes, given), typeOf(recorded)).stream(recorded.q, options))).toEqual(whole)
      }),
      { numRuns: 30 },
    )
  })

  it('with any byte changed gives records or an error of the family', async () => {
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }))
    await fc.assert(
      fc.asyncProperty(change, async ([index, byte]) => {
        const changed = Uint8Array.from(bytes)
        changed[index] = byte
        const { error } = await outcomeOf(apiOf([changed], typeOf(recorded)).stream(recorded.q, options))
        expect(error?.code ?? 'FLUXLINE_NONE').toMatch(/^FLUXLINE_/)
      }),
      { numRuns: 300 },
    )
  })
})
