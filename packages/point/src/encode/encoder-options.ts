import { defaultTagText } from '@fluxline/internal/default-tag'
import { OptionError } from '@fluxline/internal/errors'
import { checkOptions, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { showOption } from '@fluxline/internal/show'
import type { NonFinite } from '../field-types.ts'
import type { Precision } from '../time/precision.ts'
import type { FinerTimes } from '../time/time-input.ts'
import { checkEscapeValues, knownEscapeOptions } from './escape.ts'
import type { EscapeOptions } from './escape.ts'

/** How a point is written. */
export interface LineOptions extends EscapeOptions {
  /** Unit of the times. @defaultValue 'ns' */
  readonly precision?: Precision | undefined
  /** A time that is finer than the precision: an error, or cut to the floor. @defaultValue 'throw' */
  readonly finerTimes?: FinerTimes | undefined
  /** Tags for points that do not have them. */
  readonly defaultTags?: Readonly<Record<string, string>> | undefined
  /** A float that is NaN or infinite: an error, or the field is omitted. @defaultValue 'throw' */
  readonly nonFinite?: NonFinite | undefined
}

/** How an encoder writes; its precision is that of all its lines. */
export interface EncoderOptions extends LineOptions {
  /**
   * Returns nanoseconds since the epoch for points without a time, as `createClock()` does. A coarser precision cuts them.
   * @defaultValue none, so the server timestamps them
   */
  readonly clock?: (() => bigint) | undefined
  /** Whether lines of text and bytes without a time get one from `clock` too. @defaultValue true */
  readonly timestampText?: boolean | undefined
}

/** Line options with their defaults. */
export interface ResolvedLineOptions extends LineOptions {
  readonly precision: Precision
  readonly finerTimes: FinerTimes
  readonly nonFinite: NonFinite
}

/** Encoder options with their defaults. */
export interface ResolvedEncoderOptions {
  readonly line: ResolvedLineOptions
  readonly clock: (() => bigint) | undefined
  readonly timestampText: boolean
}

const precisions: readonly Precision[] = ['ns', 'us', 'ms', 's']
const finerTimesChoices: readonly FinerTimes[] = ['throw', 'truncate']
const nonFiniteChoices: readonly NonFinite[] = ['throw', 'omit']

/** The defaults of {@link LineOptions}. */
export const defaultLineOptions: ResolvedLineOptions = { precision: 'ns', finerTimes: 'throw', nonFinite: 'throw' }

const knownLineOptions = {
  ...knownEscapeOptions,
  precision: true,
  finerTimes: true,
  defaultTags: 'an object',
  nonFinite: true,
} satisfies OptionNames<LineOptions>

let checked: LineOptions | undefined

/** Checks options of a line, and adds their defaults. @throws OptionError if one is unknown or wrong */
export function resolveLineOptions(what: string, options: LineOptions): ResolvedLineOptions {
  // Many points are usually written with one object: its names are checked once.
  if (options !== checked) {
    checkOptions(what, options, knownLineOptions)
    checked = options
  }
  return resolveKnown(what, options)
}

/** Checks options of an encoder, and adds their defaults. @throws OptionError if one is unknown or wrong */
export function resolveEncoderOptions(what: string, options: EncoderOptions): ResolvedEncoderOptions {
  // Here, because a bundler would keep it for those who use no encoder.
  const known = { ...knownLineOptions, clock: true, timestampText: true } satisfies OptionNames<EncoderOptions>
  checkOptions(what, options, known)
  const { clock, timestampText = true } = options
  if (clock !== undefined && typeof clock !== 'function') {
    throw new OptionError(`${what}: \`clock\` must be a function that returns nanoseconds, not ${showOption(clock)}.`, {
      option: 'clock',
      value: clock,
    })
  }
  oneOf(what, 'timestampText', timestampText, [true, false])
  const line = resolveKnown(what, options)
  // The caller may change the object.
  const defaultTags = line.defaultTags && { ...line.defaultTags }
  return { line: { ...line, defaultTags }, clock, timestampText }
}

function resolveKnown(what: string, options: LineOptions): ResolvedLineOptions {
  const { precision = 'ns', finerTimes = 'throw', nonFinite = 'throw', trailingBackslash, newline } = options
  const defaultTags = options.defaultTags && resolveTags(what, options.defaultTags)
  // Defaults need no check; `toLineProtocol` comes here for each point.
  if (precision !== 'ns') oneOf(what, 'precision', precision, precisions)
  if (finerTimes !== 'throw') oneOf(what, 'finerTimes', finerTimes, finerTimesChoices)
  if (nonFinite !== 'throw') oneOf(what, 'nonFinite', nonFinite, nonFiniteChoices)
  if (trailingBackslash !== undefined || newline !== undefined) checkEscapeValues(what, options)
  return { precision, finerTimes, nonFinite, trailingBackslash, newline, defaultTags }
}

/** Returns default tags as text, without those that are null. */
function resolveTags(what: string, tags: LineOptions['defaultTags'] & object): Readonly<Record<string, string>> {
  // Nearly always, and `toLineProtocol` comes here for each point.
  if (Object.values(tags).every((value) => typeof value === 'string')) return tags
  const entries = Object.entries(tags).map(([key, value]) => [key, defaultTagText(what, key, value)])
  return Object.fromEntries(entries.filter(([, text]) => text !== undefined)) as Record<string, string>
}
