import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { choosePort, freePort, LocalServer } from './local-server.ts'
import type { Runner } from './runner.ts'

/** Passes `/health` at once, like InfluxDB 2.10, but is ready only at the fourth `/ping`. */
function startingServer(port: number): { runner: Runner; pings: number[] } {
  const pings: number[] = []
  const server = createServer(({ url }, response) => {
    if (url === '/health') return response.end('{"status":"pass"}')
    pings.push(pings.length < 3 ? 503 : 204)
    return response.writeHead(pings.at(-1)!).end(pings.length < 3 ? '{"status":"starting"}' : undefined)
  })
  const end = async (): Promise<void> => void server.close()
  return {
    pings,
    runner: {
      start: async () => void (await once(server.listen(port, '127.0.0.1'), 'listening')),
      kill: async () => {},
      freeze: async () => {},
      thaw: async () => {},
      terminate: end,
      remove: async () => {},
      cleanUp: 'true',
      logTail: async () => '',
      hasEnded: () => false,
    },
  }
}

it('waits until /ping responds with 204, whatever /health says', async () => {
  const port = await freePort()
  const { runner, pings } = startingServer(port)
  const local = new LocalServer(`http://127.0.0.1:${port}`, runner)
  await local.start()
  expect(pings).toEqual([503, 503, 503, 204])
  await local.stop()
})

it('refuses a port that is in use, or is not one, before anything is started', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await expect(choosePort(port)).rejects.toThrow(`Port ${port} is in use. Choose another one`)
  other.close()
  await once(other, 'close')
  expect(await choosePort(port)).toBe(port)
  await expect(choosePort(Number('http'))).rejects.toThrow('A port is an integer from 1 to 65535, and not NaN.')
  await expect(choosePort(70_000)).rejects.toThrow('and not 70000')
  expect(await choosePort(undefined)).toBeGreaterThan(0)
})
