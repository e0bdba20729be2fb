/* oxlint-disable no-underscore-dangle -- Node's name of it */
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { startLoopback } from '@fluxline/test-support'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClient } from '../index.ts'
import { gatherReads } from './gather-reads.ts'

const PIECE = 4096

/** A connection of which each read gets some bytes after a wait. */
function open(): {
  get(bytes: number, waitedMs: number, sent?: number): 'at once' | 'later'
  readonly reads: number
} {
  let reads = 0
  const socket = { bytesRead: 0, bytesWritten: 0, _read: () => void reads++ }
  gatherReads(socket as unknown as Socket)
  return {
    get(bytes, waitedMs, sent = 0) {
      const before = reads
      vi.advanceTimersByTime(waitedMs)
      socket.bytesRead += bytes
      socket.bytesWritten += sent
      socket._read()
      return reads > before ? 'at once' : 'later'
    },
    get reads() {
      return reads
    },
  }
}

describe('a connection that gathers what it reads', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
  afterEach(() => void vi.useRealTimers())

  function openFast(): ReturnType<typeof open> {
    const connection = open()
    for (let piece = 0; piece < 15; piece++) expect(connection.get(PIECE, 1)).toBe('at once')
    return connection
  }

  it('reads a small response as it comes, and pauses once 64 kB have come', async () => {
    const connection = openFast()
    const { reads } = connection
    expect(connection.get(PIECE, 1)).toBe('later')
    await sleep(20)
    expect(connection.reads).toBe(reads + 1)
  })

  it.each([
    ['a read that was full, since more may be waiting', 65_536, 1, 0],
    ['bytes that it had to wait for', PIECE, 4, 0],
    ['the beginning of the next response', PIECE, 1, 100],
  ])('does not pause after %s', (_, bytes, waitedMs, sent) => {
    const connection = openFast()
    expect(connection.get(bytes, waitedMs, sent)).toBe('at once')
  })

  it('pauses again only if enough came during the pause', () => {
    const connection = openFast()
    const outcomes = [PIECE, 40_000, 40_000, PIECE, PIECE].map((bytes) => connection.get(bytes, 2))
    expect(outcomes).toEqual(['later', 'later', 'later', 'at once', 'later'])
  })
})

it('reads a large response in small pieces to its last byte', async () => {
  const whole = Buffer.from(Array.from({ length: 500_000 }, (_, index) => `${index} `).join(''))
  await using loopback = await startLoopback((_, response) => {
    for (let at = 0; at < whole.length; at += PIECE) response.write(whole.subarray(at, at + PIECE))
    response.end()
  })
  await using client = createClient({ url: loopback.url })
  for (let call = 0; call < 3; call++) {
    const chunks: Uint8Array[] = []
    const { body } = await client.request({ method: 'GET', path: '/' })
    for await (const chunk of body) chunks.push(chunk)
    expect(Buffer.concat(chunks).equals(whole)).toBe(true)
  }
})
