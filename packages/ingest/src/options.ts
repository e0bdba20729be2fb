import { copyOptions } from '@fluxline/internal/copy-options'
import { checkOptions, durationOption, integerOption, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { OptionError } from '@fluxline/internal/errors'
import type { Decode, IngestTarget } from './decode/decode.ts'
import { lineProtocol } from './decode/line-protocol.ts'
import type { PoisonError } from './errors.ts'
import type { IngestMessage } from './source.ts'

/** How messages become lines, and how many are in flight. */
export interface IngestOptions {
  /** Reads a message: `lineProtocol()`, `json({ … })`, or a function. @defaultValue lineProtocol() */
  readonly decode?: Decode | undefined
  /**
   * Bucket, organization, precision and `record` of the lines, or a function that returns them for a message: by its subject
   * or its headers, say. What is left out is the writer's.
   */
  readonly target?: IngestTarget | undefined
  /** Bytes of messages that are not acknowledged yet; then no more are taken. A larger message comes alone. @defaultValue 16777216 */
  readonly maxInFlightBytes?: number | undefined
  /** Messages that are not acknowledged yet; then no more are taken. @defaultValue 10000 */
  readonly maxInFlightMessages?: number | undefined
  /**
   * Lines without a time: they get that of their message, the same at each delivery; or they are refused, and the message
   * is poison.
   * @defaultValue 'stamp'
   */
  readonly untimed?: 'stamp' | 'reject' | undefined
  /**
   * Keeps a message that can never be stored. When it resolves, the message is acknowledged; if it throws, it is called
   * again later. It takes the place of the source's dead letters.
   */
  readonly onPoison?: ((message: IngestMessage, error: PoisonError) => Promise<void> | void) | undefined
  /** Ends the ingestion at once: what is not acknowledged goes back to the log. */
  readonly signal?: AbortSignal | undefined
}

/** Defaults of the options that are numbers. */
export const defaultIngestOptions: Readonly<Record<'maxInFlightBytes' | 'maxInFlightMessages', number>> = Object.freeze(
  {
    maxInFlightBytes: 16 * 1024 * 1024,
    maxInFlightMessages: 10_000,
  },
)

/** Options with all defaults. */
export interface ResolvedIngestOptions extends IngestOptions {
  readonly decode: Decode
  readonly maxInFlightBytes: number
  readonly maxInFlightMessages: number
  readonly untimed: 'stamp' | 'reject'
}

const knownOptions = {
  decode: 'a function',
  target: 'an object or a function',
  maxInFlightBytes: true,
  maxInFlightMessages: true,
  untimed: true,
  onPoison: 'a function',
  signal: 'an AbortSignal object',
} satisfies OptionNames<IngestOptions>

/** Fills in the defaults. @throws OptionError if an option is unknown or has a wrong value */
export function resolveIngestOptions(options: IngestOptions): ResolvedIngestOptions {
  checkOptions('ingest', options, knownOptions, {}, '{ decode }')
  const { decode = lineProtocol(), target, untimed = 'stamp' } = options
  oneOf('ingest', 'untimed', untimed, ['stamp', 'reject'])
  const number = (name: keyof typeof defaultIngestOptions): number =>
    integerOption('ingest', name, options[name] ?? defaultIngestOptions[name], 1)
  return {
    ...options,
    decode,
    target: copyOptions(target),
    untimed,
    maxInFlightBytes: number('maxInFlightBytes'),
    maxInFlightMessages: number('maxInFlightMessages'),
  }
}

/** Checks an argument by the methods that it must have. @throws OptionError if it has not */
export function checkHas(name: 'source' | 'writer', value: unknown, method: string, remedy: string): void {
  const found: unknown = (Object(value) as Record<string, unknown>)[method]
  if (typeof found === 'function') return
  throw new OptionError(`ingest: \`${name}\` has no \`${method}()\`; ${remedy}.`, { option: name })
}

/** How long to wait. */
export interface CloseOptions {
  /** Milliseconds; 0 waits for nothing. @defaultValue 30000 */
  readonly timeout?: number | undefined
}

const CLOSE_MS = 30_000

/** Returns the time-out. @throws OptionError if an option is unknown or has a wrong value */
export function checkCloseOptions(options: CloseOptions): number {
  checkOptions('close', options, { timeout: true } satisfies OptionNames<CloseOptions>)
  return durationOption('close', 'timeout', options.timeout ?? CLOSE_MS, 'waits for nothing')
}
