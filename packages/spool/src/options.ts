import { OptionError } from '@fluxline/internal/errors'
import { checkOptions, durationOption, integerOption, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { show } from '@fluxline/internal/show'
import type { SendOrder, WhenFull } from '@fluxline/write-batching/spool'

/**
 * What a line survives once it is spooled: `process` the end of the process, by SIGKILL too; `periodic` also that of the
 * machine, except for the last `syncInterval`; `batch` that of the machine at once.
 */
export type Durability = 'process' | 'periodic' | 'batch'

/** Where a spool is, and how it keeps lines. Durations are in milliseconds. */
export interface FileSpoolOptions {
  /** The folder of all slots; it is created. Use a local disk that outlives the process, and in containers a volume. */
  directory: string
  /** The folder of this writer in it. One writer at a time has a slot. @defaultValue 'default' */
  slot?: string | undefined
  /** Bytes that the segments may take on disk. @defaultValue 10737418240 */
  maxBytes?: number | undefined
  /** Bytes of a segment, which is deleted as a whole. @defaultValue 4194304 */
  segmentBytes?: number | undefined
  /** What spooled lines survive. @defaultValue 'process' */
  durability?: Durability | undefined
  /** With `periodic`: how often the disk is asked to write. @defaultValue 5000 */
  syncInterval?: number | undefined
  /** Lines that have waited longer are dropped, and reported to `onDrop`; 0 means no limit. @defaultValue 0 */
  maxAge?: number | undefined
  /**
   * What `write` does while the spool or its disk is full: it waits, it throws, or the oldest lines are dropped, and
   * reported to `onDrop`, a segment at a time.
   * @defaultValue 'wait'
   */
  whenFull?: WhenFull | undefined
  /** Which lines of a backlog are sent first. @defaultValue 'oldest-first' */
  order?: SendOrder | undefined
}

/** The options of a spool with their defaults: plain data. */
export interface FileSpool {
  readonly directory: string
  readonly slot: string
  readonly maxBytes: number
  readonly segmentBytes: number
  readonly durability: Durability
  readonly syncInterval: number
  readonly maxAge: number
  readonly whenFull: WhenFull
  readonly order: SendOrder
  /** URL of the module with the store, for the worker writer. */
  readonly module?: string | undefined
}

/** Defaults of the options that have one. */
export const defaultFileSpoolOptions: Readonly<Omit<FileSpool, 'directory' | 'module'>> = Object.freeze({
  slot: 'default',
  maxBytes: 10 * 1024 ** 3,
  segmentBytes: 4 * 1024 ** 2,
  durability: 'process',
  syncInterval: 5000,
  maxAge: 0,
  whenFull: 'wait',
  order: 'oldest-first',
})

const known = {
  directory: true,
  slot: true,
  maxBytes: true,
  segmentBytes: true,
  durability: true,
  syncInterval: true,
  maxAge: true,
  whenFull: true,
  order: true,
} satisfies OptionNames<FileSpoolOptions>

/** Options of other programs with a spool. */
const renamed: Readonly<Record<string, string>> = {
  dir: 'is called "directory" here.',
  path: 'is called "directory" here.',
  folder: 'is called "directory" here.',
  name: 'is called "slot" here.',
  id: 'is called "slot" here.',
  sender_id: 'of QuestDB is called "slot" here.',
  sf_dir: 'of QuestDB is called "directory" here.',
  sf_max_total_bytes: 'of QuestDB is called "maxBytes" here.',
  sf_max_segment_bytes: 'of QuestDB is called "segmentBytes" here.',
  sf_durability: 'of QuestDB is called "durability" here.',
  data_dir: 'of Vector is called "directory" here.',
  max_size: 'of Vector is called "maxBytes" here.',
  when_full: 'of Vector is called "whenFull" here.',
  buffer_directory: 'of Telegraf is called "directory" here.',
  overflow: 'is called "whenFull" here.',
}

const MIN_SEGMENT_BYTES = 4096
const SLOT = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/

/** Fills in the defaults. @throws OptionError if an option is missing, unknown or wrong */
export function resolveFileSpool(options: FileSpoolOptions): FileSpool {
  const what = 'fileSpool'
  checkOptions(what, options, known, renamed, "{ directory: '/var/lib/collector' }")
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const spool = { ...defaultFileSpoolOptions, ...(given as Partial<FileSpool> & { directory: string }) }
  const { directory, slot } = spool
  if (typeof directory !== 'string' || directory === '') {
    throw wrong('directory', directory, 'the path of a folder, as text')
  }
  if (typeof slot !== 'string' || !SLOT.test(slot)) {
    throw wrong('slot', slot, 'up to 128 letters, digits, `-`, `_` and `.`, which it does not begin with')
  }
  integerOption(what, 'segmentBytes', spool.segmentBytes, MIN_SEGMENT_BYTES)
  integerOption(what, 'maxBytes', spool.maxBytes, spool.segmentBytes)
  durationOption(what, 'syncInterval', spool.syncInterval, 'as often as possible')
  integerOption(what, 'maxAge', spool.maxAge, 0)
  oneOf(what, 'durability', spool.durability, ['process', 'periodic', 'batch'])
  oneOf(what, 'whenFull', spool.whenFull, ['wait', 'throw', 'drop-oldest'])
  oneOf(what, 'order', spool.order, ['oldest-first', 'newest-first'])
  return spool
}

function wrong(option: string, value: unknown, expected: string): OptionError {
  return new OptionError(`fileSpool: \`${option}\` must be ${expected}, not ${show(value)}.`, { option, value })
}
