// Writes what sensors publish by MQTT. A message is acknowledged when its line is on disk, so none is lost: neither if this
// program is killed, nor if InfluxDB is away for hours.
//
//   npm install mqtt @fluxline/client @fluxline/spool
//   MQTT_URL=mqtt://… INFLUX_HOST=… INFLUX_TOKEN=… INFLUX_ORG=… node bridge.ts

import { InfluxDBClient, Point } from '@fluxline/client'
import { fileSpool } from '@fluxline/spool'
import { connect } from 'mqtt'

const { INFLUX_BUCKET: bucket = 'metrics', MQTT_URL = 'mqtt://localhost', SPOOL_DIRECTORY = './spool' } = process.env

const client = InfluxDBClient.fromEnv()
const writer = client.batchWriter({
  bucket,
  spool: fileSpool({ directory: SPOOL_DIRECTORY }),
  onRejected: ({ line, reason }) => console.error('rejected:', reason, line),
})

// The broker keeps the messages of this client while it is away: a fixed name, and a session that is not clean.
const broker = connect(MQTT_URL, { clientId: 'influx-bridge', clean: false })

let isClosing = false
let stored: Promise<void> = Promise.resolve()

// The acknowledgement of QoS 1 goes to the broker when `done` is called. Without it, the broker keeps the message.
broker.handleMessage = ({ topic, payload }, done) => {
  if (isClosing) return
  stored = store(topic, payload.toString()).then(() => done(), done)
}

/** `home/kitchen/temperature` with `21.5` is a field of a room. */
async function store(topic: string, text: string): Promise<void> {
  const [, room, quantity] = topic.split('/')
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!room || !quantity || !Number.isFinite(value)) {
    // The broker would send it again and again.
    console.error('ignored:', topic, JSON.stringify(text))
    return
  }
  await writer.write(Point.measurement('home').tag('room', room).floatField(quantity, value))
}

broker.on('error', (error) => console.error(error.message))
await broker.subscribeAsync('home/+/+', { qos: 1 })
console.log('subscribed')

/** Takes no further message, and writes what is left; what InfluxDB does not accept in time stays on disk. */
async function shutDown(): Promise<void> {
  isClosing = true
  await stored
  await broker.endAsync()
  await client.close()
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, shutDown)
