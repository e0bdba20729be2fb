import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { ConnectionError, createClient } from '../index.ts'

/** The chunks of the coding `chunked`. */
function chunked(...texts: readonly string[]): string {
  return texts.map((text) => `${text.length.toString(16)}\r\n${text}\r\n`).join('')
}

it.each([
  ['that is awaited', 0],
  ['that is read late', 100],
])('gives what arrived before the connection failed, and then the error: a body %s', async (_, ms) => {
  await using loopback = await startLoopback((__, response) => {
    response.flushHeaders()
    setTimeout(() => response.socket!.write(`${chunked('one', 'two')}no size\r\n`), 50)
  })
  await using client = createClient({ url: loopback.url })
  let text = ''
  const { body } = await client.request({ method: 'GET', path: '/' })
  await new Promise((resolve) => setTimeout(resolve, ms))
  const reading = (async (): Promise<void> => {
    for await (const chunk of body) text += new TextDecoder().decode(chunk)
  })()
  await expect(reading).rejects.toThrow(ConnectionError)
  expect(text).toBe('onetwo')
})
