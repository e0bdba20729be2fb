import { describe, expect, it } from 'vitest'
import { describeAddress } from '../src/client/describe-address.ts'
import { HttpError } from '../src/errors.ts'
import { parseRetryAfter } from '../src/http/retry-after.ts'
import { toError } from '../src/http/to-http-error.ts'
import { createClient, OptionError, session } from '../src/index.ts'
import { lookUpRemedy } from '../src/explain/remedies.ts'
import { describeTarget, targetOf } from '../src/transport/call-target.ts'
import { connectionError } from '../src/transport/failure.ts'
import { defaultTimeouts } from '../src/transport/timeout.ts'

// Outside text that is eight times as long may take eight times as long to read, not 64 times.

const request = {
  method: 'GET',
  url: 'https://localhost',
  headers: {},
  timeouts: defaultTimeouts,
  call: { id: 1, attempt: 1 },
} as const

/** Reads a text as the response to a write, plain and as a message in JSON, with its header fields. */
function respond(text: string): void {
  for (const status of [302, 400, 404, 422, 500]) {
    for (const body of [text, JSON.stringify({ code: 'invalid', message: text })]) {
      const target = { method: 'POST', url: 'http://localhost/api/v2/write', path: '/api/v2/write' }
      const error = toError(target, { status, headers: { get: () => text } }, body)
      if (error instanceof HttpError) void error.retryable
    }
  }
}

/** Takes a text for the server's address, in every place of it. */
function address(text: string): void {
  for (const url of [text, `http://${text}`, `http://localhost/${text}`, `http://localhost/${text}x`]) {
    try {
      createClient({ url })
    } catch (error) {
      if (!(error instanceof OptionError)) throw error
    }
    void describeAddress(url)
  }
}

/** Fails to connect with a message, or with one of OpenSSL. */
function fail(text: string): void {
  for (const message of [text, `error:0A:SSL routines:f:${text}:record.c:1:`]) {
    for (const code of ['ERR_SSL', text, 'UND_ERR_SOCKET']) {
      const cause = Object.assign(new Error(message), { code })
      void lookUpRemedy(text)
      void connectionError(request, cause)
    }
  }
}

async function signIn(cookie: string): Promise<void> {
  const headers = { get: () => cookie }
  const send = async (): Promise<never> => ({ status: 204, headers, text: async () => '' }) as never
  await Promise.resolve(session({ username: 'me', password: 'p' })(send).headers()).catch(() => {})
}

type Read = (text: string) => void | Promise<void>

const cases: readonly (readonly [what: string, read: Read, pieces: readonly string[]])[] = [
  [
    'a response',
    respond,
    [
      "unable to parse '",
      "unable to parse 'x': ",
      "unable to parse 'x': y\n",
      "unable to parse 'm v=': missing dropped=1 ",
      "': ",
      "': dropped=1 ",
      "': dropped=",
      'dropped=1',
      'partial write: input field "a" on measurement "',
      'partial write error (1',
      'error in ',
      '<title>',
      '<',
      ' ',
      '\n',
      '?',
      '1',
      '{"a":',
    ],
  ],
  ['an address', address, ['/', 'a', '@', '?', '#', ' ', ':', '/api/v2', '/api/v2/', 'http://', '\n', '%', '[']],
  ['a failure', fail, [':SSL routines:', ':', 'alert', 'alert certificat', 'Proxy ', '(407', ' ', '\n', 'SS']],
  ['a cookie', signIn, ['session=', 'a', 'a-session', 'a=', ',session=;', ' ', '=']],
  ['a delay', (text) => void parseRetryAfter(text, 0), ['1', ' ', ' GMT', '1 Jan ']],
  ['a url', (url) => void describeTarget(targetOf({ ...request, url })), ['?', '/', '@', '?bucket=', '&org=', 'a:']],
]

describe.each(cases)('%s is read in linear time:', (_, read, pieces) => {
  it.each(pieces)('%j', async (piece) => {
    const timed = async (length: number): Promise<number> => {
      const text = piece.repeat(Math.ceil(length / piece.length))
      const start = performance.now()
      await read(text)
      return performance.now() - start
    }
    let before = await timed(15_625)
    for (const length of [125_000, 1_000_000]) {
      const now = await timed(length)
      // Less harms nobody, and is noise.
      expect(now).toBeLessThan(Math.max(1000, before * 32))
      before = now
    }
  })
})
