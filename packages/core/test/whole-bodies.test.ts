import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { createClient } from '../src/index.ts'

// The last byte of each text is in the middle of a character for some cuts.
const text = '\uFEFFeins, zwei, drei: Größe 3 €, 😀'
const bytes = new TextEncoder().encode(text)

it('reads a body that arrives at once as one that arrives in pieces', async () => {
  await using loopback = await startLoopback((request, response) => {
    const at = Number(new URL(request.url, 'http://h').searchParams.get('at'))
    response.writeHead(200, { 'content-length': String(bytes.length) })
    if (at < 0) return void response.end(bytes)
    response.write(bytes.subarray(0, at))
    setTimeout(() => response.end(bytes.subarray(at)), 2)
  })
  await using client = createClient({ url: loopback.url })
  for (let at = -1; at <= bytes.length; at++) {
    const response = await client.request({ method: 'GET', path: '/', query: { at } })
    expect(await response.text()).toBe(text.slice(1))
    expect(await response.text()).toBe('')
    const again = await client.request({ method: 'GET', path: '/', query: { at } })
    const chunks: Uint8Array[] = []
    for await (const chunk of again.body) chunks.push(chunk)
    expect(Buffer.concat(chunks)).toEqual(Buffer.from(bytes))
  }
})
