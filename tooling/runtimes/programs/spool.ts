import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@fluxline/core'
import { fileSpool, inspectSpool, SpoolLockedError } from '@fluxline/spool'
import { createBatchWriter } from '@fluxline/write-batching'
import { countOf, same } from './support.ts'
import type { Access } from './support.ts'

/** Lines that a writer leaves on disk, and the next one sends. */
export default async function spool({ url, token, org, bucket }: Access): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'spool-'))
  const influx = createClient({ url, token, org })
  const nowhere = createClient({ url: 'http://127.0.0.1:9', token, org })
  for (const durability of ['process', 'periodic', 'batch'] as const) {
    const options = { bucket, spool: fileSpool({ directory, slot: durability, durability }) }
    const first = createBatchWriter(nowhere, options)
    for (let at = 0; at < 300; at++) {
      await first.write({ measurement: 'spooled', tags: { durability }, fields: { at } })
    }
    let refused: unknown
    try {
      createBatchWriter(influx, options)
    } catch (error) {
      refused = error
    }
    same('a second writer is refused', refused instanceof SpoolLockedError, true)
    same('left', (await first.close()).spooled, 300)
    const { slots } = await inspectSpool(directory)
    same('inspected', slots.find(({ slot }) => slot === durability)?.lines, 300)
    const { written, recovered, spooled } = await createBatchWriter(influx, options).close({ until: 'stored' })
    same('report', { written, recovered, spooled }, { written: 300, recovered: 300, spooled: 0 })
    same('files', readdirSync(join(directory, durability)), [])
  }
  same('points', await countOf(influx, bucket, 'spooled'), 900)
  await Promise.all([influx.close(), nowhere.close()])
  rmSync(directory, { recursive: true })
}
