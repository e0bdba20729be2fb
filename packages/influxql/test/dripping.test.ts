import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { apiOf, outcomeOf } from './in-memory.ts'
import { bytesOf, recording, responding } from './recordings.ts'

const options = { integers: 'safe', times: 'nanoseconds' } as const
const chunked = [
  recording('v1.13', 'query/chunked-json-4'),
  recording('v1.13', 'query/chunked-json-group'),
  recording('v1.13', 'query/chunked-two-statements'),
  recording('v1.13', 'query/msgpack-chunked'),
].map((recorded) => [recorded.name, recorded] as const)

describe.each(chunked)('%s', (_, recorded) => {
  const type = recorded.headers['content-type']!
  const bytes = bytesOf(recorded)

  it('byte by byte over a socket gives the same records', async () => {
    const whole = await outcomeOf(apiOf([bytes], type).stream(recorded.q, options))
    await responding(
      async (_request, response, socket) => {
        socket.setNoDelay(true)
        response.writeHead(200, { 'content-type': type })
        for (let at = 0; at < bytes.length; at++) {
          response.write(bytes.subarray(at, at + 1))
          if (at % 8 === 0) await setImmediate()
        }
        response.end()
      },
      async (api) => {
        expect(await outcomeOf(api.stream(recorded.q, options))).toEqual(whole)
      },
    )
  })

  it('with an error instead of any chunk gives the records before it, and the error', async () => {
    const whole = await outcomeOf(apiOf([bytes], type).stream(recorded.q, options))
    const documents = documentsOf(bytes, type)
    expect(documents.length).toBeGreaterThan(1)
    for (let chunk = 0; chunk < documents.length; chunk++) {
      const failed = [...documents.slice(0, chunk), failure(type)]
      const { records, error } = await outcomeOf(apiOf(failed, type).stream(recorded.q, options))
      expect(error).toMatchObject({ code: 'FLUXLINE_INFLUXQL', serverMessage: 'boom' })
      expect(records).toEqual(whole.records.slice(0, records.length))
      const before = await outcomeOf(apiOf(documents.slice(0, chunk), type).stream(recorded.q, options))
      expect(records).toEqual(before.records)
    }
  })
})

/** The chunks of InfluxDB: each is a document. */
function documentsOf(bytes: Uint8Array, type: string): Uint8Array[] {
  const start = type === 'application/json' ? '{"results"' : '\x81\xa7results'
  const text = Buffer.from(bytes).toString('latin1')
  const starts = [...text.matchAll(new RegExp(start, 'g'))].map(({ index }) => index)
  return starts.map((from, index) => bytes.subarray(from, starts[index + 1]))
}

function failure(type: string): Uint8Array {
  if (type === 'application/json') return new TextEncoder().encode('{"results":[{"error":"boom"}]}\n')
  return Buffer.from('\x81\xa7results\x91\x81\xa5error\xa4boom', 'latin1')
}
