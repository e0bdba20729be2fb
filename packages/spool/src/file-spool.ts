import { join, resolve } from 'node:path'
import { createSpool } from '@fluxline/write-batching/spool'
import type { SpoolHost, SpoolStore } from '@fluxline/write-batching/spool'
import { diskError } from './errors.ts'
import type { Files } from './files/files.ts'
import { nodeFiles } from './files/node-files.ts'
import { resolveFileSpool } from './options.ts'
import type { FileSpool, FileSpoolOptions } from './options.ts'
import { systemClocks } from './segments/segment-age.ts'
import type { Clocks } from './segments/segment-age.ts'
import { shareLock, SlotLock } from './slot/slot-lock.ts'
import { FileStore } from './store/file-store.ts'

const isSource = import.meta.url.endsWith('.ts')

/** Returns a spool in a folder, which opens its files when a writer takes it. */
export function fileSpool(options: FileSpoolOptions): FileSpool {
  return spoolOver(nodeFiles, systemClocks(), options)
}

/** Opens the store of a slot that another thread has locked, with the key of its lock. @throws SpoolError */
export function openStore(spool: FileSpool, host: SpoolHost, key: string): SpoolStore {
  shareLock(join(spool.directory, spool.slot), key)
  return new FileStore(spool, host, nodeFiles, systemClocks())
}

/** Returns a spool over other files and clocks, for tests. */
export function spoolOver(files: Files, clocks: Clocks, options: FileSpoolOptions): FileSpool {
  const module = new URL(isSource ? './store.ts' : './store.js', import.meta.url).href
  const spool = resolveFileSpool(options)
  return createSpool(
    // The process may change its folder later.
    { ...spool, directory: resolve(spool.directory), module },
    {
      lock({ directory, slot }) {
        const folder = join(directory, slot)
        try {
          files.createFolder(folder)
        } catch (error) {
          throw diskError('create', folder, error)
        }
        return SlotLock.take(files, folder)
      },
      open: (data, host) => new FileStore(data, host, files, clocks),
    },
  )
}
