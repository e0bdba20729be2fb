import { describe, expect, it } from 'vitest'
import { expectedOf, plainOf } from './oracle.ts'
import { bytesOf, recordings, replaying } from './recordings.ts'

const options = { integers: 'safe', times: 'nanoseconds' } as const

describe.each(['v1.13', 'v2.7', 'v3.6'] as const)('the responses of %s', (version) => {
  const all = recordings(version)
  // A response of times as text, or of MessagePack's extension for times, is not one that this package asks for.
  const read = all.filter(
    ({ status, headers, epoch }) =>
      status === 200 && (epoch !== undefined || headers['content-type'] === 'application/json'),
  )

  it.each(read.map((recorded) => [recorded.name, recorded] as const))(
    'are what other libraries read: %s',
    async (_, recorded) => {
      const results = await replaying(recorded, (api) => api.statements(recorded.q, options))
      const expected = new Map(
        expectedOf(bytesOf(recorded), recorded.headers['content-type']!).map((plain) => [plain.statement, plain]),
      )
      for (const plain of plainOf(results)) {
        const { statement, error } = plain
        const query = results[statement]!.query
        // InfluxDB 2.x gives no result for some statements, and leaves out those after an error.
        const isSilent = error !== undefined || /^(?:DELETE|DROP MEASUREMENT)/.test(query)
        expect(plain).toEqual(expected.get(statement) ?? { statement, error, series: isSilent ? [] : 'missing' })
        expected.delete(statement)
      }
      expect([...expected.keys()]).toEqual([])
    },
  )

  // InfluxDB 3 gets several statements one after the other.
  const refused = all.filter(({ status, q }) => status >= 400 && !(version === 'v3.6' && q.includes(';')))

  it.each(refused.map((recorded) => [recorded.name, recorded] as const))('are HttpErrors: %s', async (_, recorded) => {
    await expect(replaying(recorded, (api) => api.collect(recorded.q, { format: 'json' }))).rejects.toMatchObject({
      code: 'FLUXLINE_HTTP',
      status: recorded.status,
      serverMessage: expect.stringContaining(recorded.headers['x-influxdb-error'] ?? ''),
    })
  })
})
