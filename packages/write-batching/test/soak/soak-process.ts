import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@fluxline/core'
import { createBatchWriter } from '../../src/index.ts'
import type { BatchInput, BatchOptions, BatchWriter, LinesEvent } from '../../src/index.ts'
import { createWorkerBatchWriter } from '../../src/worker/index.ts'
import { randomFrom } from '../random.ts'
import { Fate } from './soak-fates.ts'
import type { SoakAccount, SoakOptions } from './soak-fates.ts'
import { numbersIn, SoakLines } from './soak-lines.ts'

const { name, seed, access, buckets, isWorker, options } = JSON.parse(process.argv[2]!) as SoakOptions
const random = randomFrom(seed)
const lines = new SoakLines(name, random)
const named: number[] = []
const reasons = new Map<number, string>()
let fates = new Uint8Array(1 << 16)
let retries = 0
let clockSteps = 0
let isOver = false

const writer = open()
process.on('message', () => (isOver = true))
await Promise.all([feed(), feed(), setClock()])
const { written, failed, unsent } = await writer.close({ timeout: 0 })
const account: SoakAccount = {
  given: lines.count,
  report: { written, failed, unsent },
  fates: fates.slice(0, lines.count),
  reasons,
  named,
  retries,
  clockSteps,
}
process.send!(account, () => process.disconnect())

function open(): BatchWriter {
  const all: BatchOptions = {
    ...options,
    onSuccess: (event) => record(event.text(), Fate.written),
    onError: (event) => record(event.text(), event.outcome === 'unknown' ? Fate.unknown : Fate.lost, event),
    onRejected: (event) => record(event.line, Fate.lost, event),
    onDrop: (event) => record(event.text(), Fate.lost, event),
    onRetry: () => void retries++,
  }
  const client = { ...access, timeout: 2000 }
  return isWorker ? createWorkerBatchWriter(client, all) : createBatchWriter(createClient(client), all)
}

function record(text: string, fate: number, event?: LinesEvent): void {
  for (const number of numbersIn(text)) {
    if (fate === Fate.lost) reasons.set(number, JSON.stringify(event))
    while (number >= fates.length) fates = longer(fates)
    if (fates[number] !== Fate.none) named.push(number)
    fates[number] = fate
  }
}

function longer(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes.length * 2)
  copy.set(bytes)
  return copy
}

/** Writes one array again and again, changed right after each write, and each other form of input. */
async function feed(): Promise<void> {
  const reused: BatchInput[] = []
  while (!isOver) {
    const target = lines.drawTarget(buckets)
    const count = 1 + Math.floor(random() * 30)
    for (let at = 0; at < count; at++) reused.push(lines.drawInput(target.precision))
    const form = random()
    const writing =
      form < 0.5
        ? writer.write(reused, target)
        : form < 0.7
          ? writer.write(new Set(reused), target)
          : form < 0.8
            ? writer.write(reused.slice().values(), target)
            : writer.submit(reused, target).outcome
    spoil(reused, form >= 0.7 && form < 0.8)
    // Few wait for a receipt, which comes when the lines have ended.
    if (form < 0.8 || form > 0.98) await writing
    if (random() < 0.01) await writer.flush({ timeout: random() * 200 })
    await sleep(random() * 40)
  }
}

/** Empties an array, and changes what was in it unless that is read later. */
function spoil(reused: BatchInput[], isReadLater: boolean): void {
  for (const input of isReadLater ? [] : reused) {
    if (input instanceof Uint8Array) input.fill(0)
    else if (typeof input === 'object' && 'fields' in input) Object.assign(input.fields, { n: -1n })
  }
  reused.length = 0
}

/** Sets the clock to another time, by milliseconds to a day, both ways. */
async function setClock(): Promise<void> {
  const now = Date.now.bind(Date)
  let offset = 0
  Date.now = () => now() + offset
  while (!isOver) {
    await sleep(500 + random() * 4000)
    offset = Math.floor((random() - 0.5) * 10 ** (random() * 8.2))
    // The times of before come again: in other series, so that no point replaces one.
    lines.epoch++
    clockSteps++
  }
}
