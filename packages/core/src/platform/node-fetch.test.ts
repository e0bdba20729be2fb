import { readFile } from 'node:fs/promises'
import { startLoopback } from '@fluxline/test-support'
import { describe, expect, it, vi } from 'vitest'
import * as light from '../fetch/index.ts'
import * as whole from '../index.ts'
import { describeTransport } from '../transport/transport.contract.ts'
import { platform } from './node-fetch.ts'

describeTransport('fetch on Node', () => platform.createTransport({ url: 'http://localhost' }))

describe('@fluxline/core/fetch', () => {
  it('sends with the global fetch, compressed and with redirects followed', async () => {
    const send = vi.spyOn(globalThis, 'fetch')
    await using loopback = await startLoopback(({ url }, response) => {
      if (url.startsWith('/api')) response.writeHead(307, { location: `/moved${url}` }).end()
      else response.writeHead(204).end()
    })
    await using client = light.createClient({ url: loopback.url, token: 't', gzip: { threshold: 0 } })
    await light.write(client, 'm v=1', { bucket: 'b', org: 'o' })
    expect(send).toHaveBeenCalledTimes(2)
    expect(loopback.requests[1]).toMatchObject({
      url: '/moved/api/v2/write?org=o&bucket=b&precision=ns',
      headers: {
        authorization: 'Token t',
        'content-encoding': 'gzip',
        'user-agent': expect.stringMatching(/^fluxline/),
      },
    })
    send.mockRestore()
  })

  it.each([{ tls: {} }, { proxy: 'http://proxy' }, { connections: 1 }, { dispatcher: {} as never }])(
    'refuses %j and names the entry that has it',
    (options) => {
      expect(() => light.createClient({ url: 'http://localhost', ...options })).toThrow(
        expect.objectContaining({
          code: 'FLUXLINE_OPTION',
          message: expect.stringContaining('use @fluxline/core instead of @fluxline/core/fetch'),
        }),
      )
    },
  )

  it('has the same names as @fluxline/core, types included', async () => {
    expect(Object.keys(light).toSorted()).toEqual(Object.keys(whole).toSorted())
    const [own, others] = await Promise.all(['../fetch/index.ts', '../index.ts'].map(namesIn))
    expect(own).toEqual(others)
    // Everything but the function that creates a client is the same thing.
    expect({ ...light, createClient: undefined }).toEqual({ ...whole, createClient: undefined })
    expect(light.createClient).not.toBe(whole.createClient)
  })
})

async function namesIn(file: string): Promise<string[]> {
  const text = await readFile(new URL(file, import.meta.url), 'utf8')
  return [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list]) => list!.match(/\w+/g) ?? []).toSorted()
}
