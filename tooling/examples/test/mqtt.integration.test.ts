import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { useBucket } from '@fluxline/test-support'
import { Aedes } from 'aedes'
import { connectAsync } from 'mqtt'
import { expect, it, onTestFinished, vi } from 'vitest'
import { Example, rowsOf } from './support.ts'

const access = useBucket()

it('writes every message: before a signal, while it is away, and after a kill', { timeout: 60_000 }, async () => {
  const url = await startBroker()
  const directory = await mkdtemp(join(tmpdir(), 'fluxline-mqtt-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const env = { MQTT_URL: url, SPOOL_DIRECTORY: directory }
  const start = async (): Promise<Example> => {
    const bridge = new Example('mqtt/bridge.ts', access, { env })
    await bridge.printed(/subscribed/)
    return bridge
  }
  const sensor = await connectAsync(url)
  onTestFinished(() => sensor.endAsync())
  let sent = 0
  const publish = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at++) {
      await sensor.publishAsync(`home/room-${sent++}/temperature`, '21.5', { qos: 1 })
    }
  }

  const first = await start()
  await publish(50)
  await sensor.publishAsync('home/attic/temperature', 'warm', { qos: 1 })
  await vi.waitFor(() => expect(first.errors).toBe('ignored: home/attic/temperature "warm"\n'), 10_000)
  await publish(50)
  expect(await first.end('SIGTERM')).toBe(0)
  await publish(50)
  const second = await start()
  await publish(50)
  expect(await second.end('SIGKILL')).toBe('SIGKILL')
  await publish(50)
  const third = await start()
  await publish(50)
  const rooms = '|> last() |> group() |> distinct(column: "room") |> count()'
  await vi.waitFor(async () => expect(await rowsOf(access, rooms, ['_value'])).toEqual([[sent]]), 20_000)
  expect(await third.end('SIGINT')).toBe(0)
})

/** Starts a broker, and returns its address. */
async function startBroker(): Promise<string> {
  const broker = await Aedes.createBroker()
  const server = createServer((socket) => broker.handle(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    await new Promise<void>((resolve) => broker.close(() => resolve()))
    server.close()
  })
  return `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`
}
