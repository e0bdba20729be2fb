import { createClient } from '@fluxline/core'
import { fileSpool } from '@fluxline/spool'
import { createBatchWriter } from '@fluxline/write-batching'
import type { BatchWriter, WriteClient } from '@fluxline/write-batching'
import type { SpoolCost, SpoolOrder } from './protocol.ts'

const LINES_PER_WRITE = 100
/** Writes of one turn of the event loop, which a spool appends together. */
const WRITES_PER_TURN = 10
const WARM_UP = 200_000

/** Writes that are different. */
const TEXTS = 100

const order = JSON.parse(process.argv[2]!) as SpoolOrder
const { task, durability, directory, url, lines } = order
const client: WriteClient =
  url === undefined ? inProcess() : createClient({ url, token: 'none', org: 'none', timeout: 60_000, gzip: false })

const texts = Array.from({ length: TEXTS }, (_, at) => textOf(at * LINES_PER_WRITE))

process.stdout.write(JSON.stringify(await run()))
process.exit(0)

async function run(): Promise<SpoolCost> {
  const until = task === 'leave' ? 'spooled' : 'stored'
  if (task === 'accept') {
    const warm = open('warm')
    await writeAll(warm, WARM_UP)
    await warm.close({ until })
  }
  const cpu = process.cpuUsage()
  const start = performance.now()
  const writer = open('default')
  if (task !== 'drain') await writeAll(writer, lines)
  const accepted = performance.now()
  await writer.close({ until })
  const ended = task === 'accept' && url === undefined ? accepted : performance.now()
  const { user, system } = process.cpuUsage(cpu)
  return { seconds: (ended - start) / 1000, cpuSeconds: (user + system) / 1e6 }
}

function open(slot: string): BatchWriter {
  const spool = durability === undefined ? undefined : fileSpool({ directory, slot, durability })
  return createBatchWriter(client, { bucket: 'b', ...(spool && { spool }) })
}

async function writeAll(writer: BatchWriter, count: number): Promise<void> {
  for (let at = 0; at < count;) {
    const writes: (void | Promise<void>)[] = []
    for (let write = 0; write < WRITES_PER_TURN; write++, at += LINES_PER_WRITE)
      writes.push(writer.write(texts[(at / LINES_PER_WRITE) % TEXTS]!))
    for (const wait of writes) await wait
  }
}

function textOf(first: number): string {
  let text = ''
  for (let at = first; at < first + LINES_PER_WRITE; at++) {
    text += `cpu,host=host_${at % 100},region=eu-central-1,rack=12 user=58.13,system=2.68,idle=24.55,nice=61.2,iowait=0.12 ${1_700_000_000_000_000_000n + BigInt(at)}\n`
  }
  return text
}

/** A client that takes every request, in the next turn of the event loop, or none. */
function inProcess(): WriteClient {
  return {
    url: 'http://nowhere',
    org: 'none',
    closing: new AbortController().signal,
    async request() {
      await new Promise<void>((resolve) => void (task === 'accept' && setImmediate(resolve)))
      return { status: 204, text: () => Promise.resolve('') }
    },
  }
}
