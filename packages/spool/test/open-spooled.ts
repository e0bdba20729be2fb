import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createBatchWriter } from '@fluxline/write-batching'
import type { BatchEvent, BatchOptions, BatchWriter, SpoolEvent } from '@fluxline/write-batching'
import type { Files } from '../src/files/files.ts'
import { nodeFiles } from '../src/files/node-files.ts'
import { spoolOver } from '../src/file-spool.ts'
import type { FileSpoolOptions } from '../src/index.ts'
import { systemClocks } from '../src/segments/segment-age.ts'
import type { Clocks } from '../src/segments/segment-age.ts'
import { vi } from 'vitest'
import { FakeInflux } from './fake-influx.ts'

/** A writer with a spool in files, and what is heard of it. */
export interface Spooled {
  readonly writer: BatchWriter
  readonly events: SpoolEvent[]
  readonly kinds: () => string[]
  readonly errors: BatchEvent[]
  readonly drops: BatchEvent[]
  readonly folder: string
  readonly segments: () => string[]
}

/** What is replaced of the machine. */
export interface Machine {
  readonly files?: Files
  readonly clocks?: Clocks
}

/** Opens a writer of batches of ten. */
export function openSpooled(
  influx: FakeInflux,
  spool: FileSpoolOptions,
  options: BatchOptions = {},
  { files = nodeFiles, clocks = systemClocks() }: Machine = {},
): Spooled {
  const events: SpoolEvent[] = []
  const errors: BatchEvent[] = []
  const drops: BatchEvent[] = []
  const writer = createBatchWriter(influx, {
    bucket: 'b',
    batchSize: 10,
    retryInterval: 5,
    maxRetryDelay: 20,
    spool: spoolOver(files, clocks, spool),
    onSpool: (event) => void events.push(event),
    onError: (event) => void errors.push(event),
    onDrop: (event) => void drops.push(event),
    ...options,
  })
  const folder = join(spool.directory, spool.slot ?? 'default')
  return {
    writer,
    events,
    kinds: () => events.map(({ kind }) => kind),
    errors,
    drops,
    folder,
    segments: () => readdirSync(folder).filter((name) => name.endsWith('.seg')),
  }
}

/** An InfluxDB that cannot be reached. */
export function down(): FakeInflux {
  const influx = new FakeInflux()
  influx.isDown = true
  return influx
}

/** Opens what is left with files that work, and returns what arrives. */
export async function arrived(directory: string): Promise<string[]> {
  vi.useRealTimers()
  const influx = new FakeInflux()
  await openSpooled(influx, { directory }).writer.close({ until: 'stored' })
  return influx.stored
}
