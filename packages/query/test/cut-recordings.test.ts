import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { responding, ways } from './ways.ts'

// Recorded responses that end by closing the connection, without a length, as some proxies send them.

const recorded = new URL('../../flux-csv/test/golden/recorded/', import.meta.url)
const names = ['v2.7/yields.csv', 'v2.10/empty-and-full.csv', 'v2.10/nothing.csv', 'v1.13/windows.csv']

describe.each(ways.filter(([way]) => way !== 'rows'))('%s', (_, read) => {
  it.each(names)('of %s that ends early is an error, and never data without one', async (name) => {
    const bytes = readFileSync(new URL(name, recorded))
    const lengths = [0, 1, 20, 140, bytes.length - 40, bytes.length - 3, bytes.length - 2, bytes.length - 1]
    const cuts = [...new Set(lengths)].filter((length) => length >= 0 && length < bytes.length)
    let sent: Uint8Array = bytes
    await responding(
      (_request, _response, socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/csv; charset=utf-8\r\nconnection: close\r\n\r\n')
        socket.end(sent)
      },
      async (query) => {
        await expect(read(query).ended).resolves.toBeUndefined()
        for (const length of cuts) {
          sent = bytes.subarray(0, length)
          await expect(read(query).ended, `${length} bytes`).rejects.toMatchObject({ code: 'FLUXLINE_TRUNCATED' })
        }
      },
    )
  })
})
