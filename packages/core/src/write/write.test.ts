import { Readable } from 'node:stream'
import { startLoopback } from '@fluxline/test-support'
import type { RequestHandler, Loopback } from '@fluxline/test-support'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Client } from '../client/client.ts'
import { createClient } from '../client/default-client.ts'
import { lines } from './write-input.ts'
import type { WriteInput } from './write-input.ts'
import { write } from './write.ts'

const open: (Client | Loopback)[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource.close()))
})

async function given(
  handler: RequestHandler = (_, response) => void response.writeHead(204).end(),
): Promise<{ client: Client; loopback: Loopback }> {
  const loopback = await startLoopback(handler)
  const client = createClient({ url: loopback.url, org: 'acme', defaultTags: { site: 'a', rack: '1' } })
  open.push(client, loopback)
  return { client, loopback }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const point = { toLineProtocol: (options?: object) => `point ${JSON.stringify(options)}` }

async function* later(...pieces: (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  for (const piece of pieces) yield Promise.resolve(piece)
}

function streamOf(...pieces: (string | Uint8Array)[]): ReadableStream<string | Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece)
      controller.close()
    },
  })
}

describe('what can be written', () => {
  it.each<[string, () => WriteInput, string]>([
    ['text', () => 'a v=1', 'a v=1'],
    ['bytes', () => bytes('a v=1\n'), 'a v=1\n'],
    [
      'lines of an array, each on its own',
      () => ['a v=1', bytes('b v=1'), 'c v=1\n', 'd v=1'],
      'a v=1\nb v=1\nc v=1\nd v=1',
    ],
    ['nested iterables', () => [['a v=1'], new Set(['b v=1']), later('c v=1')], 'a v=1\nb v=1\nc v=1'],
    ['an async iterable', () => later('a v=1', 'b v=1'), 'a v=1\nb v=1'],
    ['a Web stream, split anywhere', () => streamOf('a v', '=1\nb', ' v=1'), 'a v=1\nb v=1'],
    [
      'a Web stream of bytes, split within a character',
      () => streamOf(bytes('é v=1').subarray(0, 1), bytes('é v=1').subarray(1)),
      'é v=1',
    ],
    [
      'a Node stream, split anywhere',
      () => Readable.from(['a v', '=1\nb v=1']) as AsyncIterable<string>,
      'a v=1\nb v=1',
    ],
    ['whole lines by symbol', () => ({ [lines]: () => [bytes('a v=1\n'), bytes('b v=1\n')] }), 'a v=1\nb v=1\n'],
  ])('takes %s', async (_, input, expected) => {
    const { client, loopback } = await given()
    await write(client, input(), { bucket: 'b' })
    expect(loopback.requests.map(({ body }) => body.toString())).toEqual([expected])
  })

  it('takes pieces that the source puts into the same bytes', async () => {
    const { client, loopback } = await given()
    const same = bytes('a v=0\n')
    function* refilled(): Generator<Uint8Array> {
      for (const digit of '123') {
        same[4] = digit.charCodeAt(0)
        yield same
      }
    }
    async function* awaited(): AsyncGenerator<Uint8Array> {
      yield* refilled()
    }
    const inputs = [refilled(), awaited(), { [lines]: refilled }, { [lines]: awaited }]
    for (const input of inputs) await write(client, input as WriteInput, { bucket: 'b' })
    expect(loopback.requests.map(({ body }) => body.toString())).toEqual(Array(4).fill('a v=1\na v=2\na v=3\n'))
  })

  it('asks points for nanoseconds, with the default tags of the call over those of the client', async () => {
    const { client, loopback } = await given()
    await write(client, [point], { bucket: 'b', precision: 'ms', defaultTags: { rack: '2' } })
    expect(loopback.requests.map(({ url }) => url)).toEqual(['/api/v2/write?org=acme&bucket=b&precision=ns'])
    expect(loopback.requests[0]!.body.toString()).toBe('point {"precision":"ns","defaultTags":{"site":"a","rack":"2"}}')
  })

  it('sends text in the precision, and points in a separate request in nanoseconds', async () => {
    const { client, loopback } = await given()
    const table = { [lines]: (context?: object) => [bytes(`table ${JSON.stringify(context)}\n`)] }
    async function* mixed(): AsyncGenerator<WriteInput> {
      yield 'a v=1 1'
      yield* [Promise.resolve(point), [table, 'b v=1 2'], streamOf('c v', '=1 3')] as WriteInput[]
    }
    await write(client, mixed(), { bucket: 'b', precision: 's' })
    const inNanoseconds = '{"precision":"ns","defaultTags":{"site":"a","rack":"1"}'
    expect(loopback.requests.map(({ url, body }) => [url.slice(-2), body.toString()])).toEqual([
      ['=s', 'a v=1 1\nb v=1 2\nc v=1 3'],
      ['ns', `point ${inNanoseconds}}\ntable ${inNanoseconds},"integerPrecision":"s"}\n`],
    ])
  })

  it("asks points for the precision if finerTimes is 'truncate', and sends one request", async () => {
    const { client, loopback } = await given()
    await write(client, ['a v=1 1', point], { bucket: 'b', precision: 's', finerTimes: 'truncate' })
    const context = '{"precision":"s","finerTimes":"truncate","defaultTags":{"site":"a","rack":"1"}}'
    expect(loopback.requests.map(({ body }) => body.toString())).toEqual([`a v=1 1\npoint ${context}`])
  })

  it.each([
    ['ns', 1_598_846_404_123, 'milliseconds, not nanoseconds'],
    ['us', 1_598_846_404_123, 'milliseconds, not microseconds'],
    ['ms', 1_598_846_404, 'seconds, not milliseconds'],
  ] as const)('refuses text in %s with the time %d, unless checkTimes is false', async (precision, time, units) => {
    const { client, loopback } = await given()
    const text = `a s="x ${time}" 1\na v=1 ${time}`
    for (const input of [text, bytes(text), ['a v=1 1', text], streamOf(text.slice(0, -5), text.slice(-5))]) {
      await expect(write(client, input, { bucket: 'b', precision })).rejects.toMatchObject({
        code: 'FLUXLINE_OPTION',
        message: expect.stringContaining(
          `Line "a v=1 ${time}" has a time that looks like the wrong unit (${units}?)`,
        ) as string,
      })
    }
    expect(loopback.requests).toEqual([])
    await write(client, text, { bucket: 'b', precision, checkTimes: false })
    const typed = { toLineProtocol: () => `a v=1 ${time}` }
    await write(client, [typed, { [lines]: () => [bytes(`b v=1 ${time}\n`)] }], { bucket: 'b', precision })
    expect(loopback.requests).toHaveLength(2)
  })

  it('leaves a source that does not end when its signal is aborted', async () => {
    const { client, loopback } = await given()
    const controller = new AbortController()
    let isLeft = false
    async function* endless(): AsyncGenerator<string> {
      try {
        for (let piece = 0; ; piece++) {
          if (piece === 3) controller.abort('enough')
          yield 'a v=1'
        }
      } finally {
        isLeft = true
      }
    }
    const written = write(client, endless(), { bucket: 'b', signal: controller.signal })
    await expect(written).rejects.toMatchObject({ code: 'FLUXLINE_ABORTED', cause: 'enough' })
    expect(isLeft).toBe(true)
    expect(loopback.requests).toEqual([])
  })

  it('sends nothing after a request that failed', async () => {
    const { client, loopback } = await given((_, response) => void response.writeHead(400).end())
    const failed = write(client, ['a v=1 1', point], { bucket: 'b', precision: 's' })
    await expect(failed).rejects.toMatchObject({ status: 400 })
    expect(loopback.requests).toHaveLength(1)
  })

  it.each<[string, WriteInput]>([
    ['an empty text', ''],
    ['an empty list', []],
    ['a point without fields', { toLineProtocol: () => undefined }],
    ['an empty stream', streamOf()],
  ])('sends nothing for %s', async (_, input) => {
    const { client, loopback } = await given()
    await write(client, input, { bucket: 'b' })
    expect(loopback.requests).toEqual([])
  })

  it('takes what is in memory as it is when called', async () => {
    const { client, loopback } = await given()
    const array: WriteInput[] = ['a v=1', bytes('b v=1'), later('c v=1'), new Set(['d v=1']), 'e v=1']
    const changing = { v: 1, toLineProtocol: () => `f v=${changing.v}` }
    array.push(changing, [changing])
    const single = bytes('a v=1')
    const buffer = Buffer.from('a v=2')
    const writing = [array, single, buffer].map((input) => write(client, input, { bucket: 'b' }))
    ;(array[1] as Uint8Array).fill(0)
    ;(array[3] as Set<string>).clear()
    ;(array.pop() as WriteInput[]).length = 0
    array.length = 0
    changing.v = 9
    single.fill(0)
    buffer.fill(0)
    await Promise.all(writing)
    expect(new Set(loopback.requests.map(({ body }) => body.toString()))).toEqual(
      new Set(['a v=1\nb v=1\nc v=1\nd v=1\ne v=1\nf v=1\nf v=1', 'a v=1', 'a v=2']),
    )
  })

  it('refuses anything else, and names it', async () => {
    const { client } = await given()
    await expect(write(client, { value: 1 } as never, { bucket: 'b' })).rejects.toThrow('an object with the keys value')
    await expect(write(client, 5 as never, { bucket: 'b' })).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
    await expect(write(client, 'a v=1', { bucket: '' })).rejects.toThrow('`bucket` is missing')
    await expect(write(client, 'a v=1', { bucket: 5 as never })).rejects.toThrow(
      '`bucket` must be a name, an ID or a bucket',
    )
  })
})

it('halves a body that the server finds too large at line ends, and gives up on a single line', async () => {
  const { client, loopback } = await given(
    (request, response) => void response.writeHead(request.body.length > 14 ? 413 : 204).end(),
  )
  await write(client, ['a v=1', 'b v=2', 'c v=3', 'd v=4', 'e v=5'], { bucket: 'b' })
  const stored = loopback.requests.filter(({ body }) => body.length <= 14).map(({ body }) => body.toString())
  expect(stored.join('')).toBe('a v=1\nb v=2\nc v=3\nd v=4\ne v=5')
  await expect(write(client, 'long v=123456789012345', { bucket: 'b' })).rejects.toMatchObject({ status: 413 })
})

/** A server that accepts bodies up to a size, and keeps those that it stored. */
async function givenLimit(maxBytes: number): Promise<{ client: Client; stored: () => string[] }> {
  const { client, loopback } = await given(
    (request, response) => void response.writeHead(request.body.length > maxBytes ? 413 : 204).end(),
  )
  const isStored = ({ body }: { body: Buffer }): boolean => body.length <= maxBytes
  return { client, stored: () => loopback.requests.filter(isStored).map(({ body }) => body.toString()) }
}

it('never halves a body inside a string, also after a comment with a quote', async () => {
  const first = 'm,t=a\\ b f=2 4\n'
  const comment = '# seen a b="2 x\n'
  const last = 'm s="p\nqqqqqqqqqqqqqqqqqq" 2'
  const { client, stored } = await givenLimit(40)
  await write(client, first + comment + last, { bucket: 'b' })
  expect(stored()).toEqual([first + comment, last])
})

function text(...characters: string[]): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...characters), maxLength: 12 })
}

it('cuts only between lines, with comments and strings of several lines', async () => {
  const { client, stored } = await givenLimit(70)
  const quoted = text('a', ' ', ',', '=', '#', '\n', '\\\\', '\\"')
  const line = fc.oneof(
    quoted.map((value) => `m s="${value}" 1`),
    fc.tuple(text('a', '"', '#'), quoted).map(([tag, value]) => `m\\ m,t=\\ x${tag} f=2,s="${value}",g=1i`),
    text('a', ' ', ',', '=', '#', '"', '\\').map((words) => `  # ${words}`),
    fc.constantFrom('', 'm f=1', 'm,t=\\=" f=1 2'),
  )
  let seen = 0
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), async (lines) => {
      await write(client, lines.join('\n'), { bucket: 'b' })
      const bodies = stored().slice(seen)
      seen += bodies.length
      expect(bodies.join('')).toBe(lines.join('\n'))
      const ends = new Set(lines.map((_, n) => lines.slice(0, n + 1).join('\n').length + 1))
      const cuts = bodies.slice(0, -1).map((_, n) => bodies.slice(0, n + 1).join('').length)
      expect(cuts.filter((cut) => !ends.has(cut))).toEqual([])
    }),
    { numRuns: 200 },
  )
})

it.each([
  ['line', 'm v="text" 1\n', [{ line: 'm v="text" 1', reason: 'field type conflict: input field "v"' }]],
  ['of several lines', 'm v=1 1\nm v="text" 1', []],
])('names the only line of a write after a conflict: %s', async (_, lines, rejected) => {
  const message = 'failure writing points to database: partial write: field type conflict: input field "v" dropped=1'
  const { client } = await given(
    (_, response) => void response.writeHead(422).end(JSON.stringify({ code: 'unprocessable entity', message })),
  )
  await expect(write(client, lines, { bucket: 'b' })).rejects.toMatchObject({ dropped: 1, rejected })
})

it('reports the lines that the server refused', async () => {
  const message = "unable to parse 'b v=': missing field value"
  const { client } = await given(
    (_, response) => void response.writeHead(400).end(JSON.stringify({ code: 'invalid', message })),
  )
  await expect(write(client, ['a v=1', 'b v='], { bucket: 'b' })).rejects.toMatchObject({
    code: 'FLUXLINE_PARTIAL_WRITE',
    rejected: [{ line: 'b v=', reason: 'missing field value' }],
    dropped: 0,
  })
})
