import type { BucketChoice, Org } from '@fluxline/core'
import { bucketText } from '@fluxline/internal/bucket-text'
import { OptionError } from '@fluxline/internal/errors'
import { checkOptions, oneOf, renamedFrom } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { showOption } from '@fluxline/internal/show'
import type { Precision, RecordMapping } from '@fluxline/point'

/** Destination of the lines of one write, and how objects become points. */
export interface WriteTarget {
  /** @defaultValue the writer's */
  readonly bucket?: BucketChoice | undefined
  /** @defaultValue the writer's */
  readonly org?: Org | undefined
  /** @defaultValue the writer's */
  readonly precision?: Precision | undefined
  /** Where an object has the parts of its point. @defaultValue `{ measurement, tags, fields, time }` */
  readonly record?: RecordMapping | undefined
}

/** The target of an input inside. */
export interface IntakeTarget extends WriteTarget {
  /** Whether the times of its lines are known to be in their precision. */
  readonly areTimesRight?: boolean | undefined
}

const knownTargetOptions = {
  bucket: true,
  org: 'a string or an object',
  precision: true,
  record: true,
} satisfies OptionNames<WriteTarget>

const knownMapping = {
  measurement: 'a string',
  measurementKey: 'a string',
  timeKey: 'a string',
  tagKeys: 'an array',
  fieldKeys: 'an array',
  precision: true,
  fieldTypes: 'an object',
} satisfies OptionNames<RecordMapping>
const precisions: readonly Precision[] = ['ns', 'us', 'ms', 's']
const checkedMappings = new WeakSet<RecordMapping>()

/** Checks the target of a write. @throws OptionError if an option is unknown or has a wrong value */
export function checkTarget(what: string, target: WriteTarget): void {
  if (isKnownToBeRight(target)) return
  checkOptions(what, target, knownTargetOptions, renamedTargetOptions, "{ bucket: 'metrics' }")
  checkTargetValues(what, target)
}

/** Each write may have a target, and most are alike: this makes no list of the keys. */
function isKnownToBeRight(target: WriteTarget): boolean {
  if (typeof target !== 'object' || target === null) return false
  for (const key in target) {
    if (key !== 'bucket' && key !== 'precision' && key !== 'org' && key !== 'record') return false
  }
  const { bucket, org, precision, record } = target
  if (typeof bucket !== 'string' && bucket !== undefined) return false
  if (typeof org !== 'string' && org !== undefined) return false
  if (precision !== undefined && !precisions.includes(precision)) return false
  return record === undefined || checkedMappings.has(record)
}

/** Checks the values of a target. @throws OptionError if one is wrong */
export function checkTargetValues(what: string, { bucket, precision, record }: WriteTarget): void {
  if (bucket !== undefined && typeof bucket !== 'string') bucketText(bucket, what)
  if (precision !== undefined) oneOf(what, 'precision', precision, precisions)
  if (record !== undefined) {
    checkOptions(`${what}: record`, record, knownMapping, renamedMapping)
    checkedMappings.add(record)
  }
}

/** Returns the error of an option of a wrong type. */
export function wrongType(what: string, option: string, value: unknown, expected: string): OptionError {
  return new OptionError(`${what}: \`${option}\` must be ${expected}, not ${showOption(value)}.`, { option, value })
}

/** The name of the Python client in errors. */
export const python = 'the Python client'

/** Options of other clients that belong in a target. */
export const renamedTargetOptions: Readonly<Record<string, string>> = renamedFrom(python, {
  write_precision: 'precision',
  record_measurement_name: 'record: { measurement }',
  record_measurement_key: 'record: { measurementKey }',
  record_time_key: 'record: { timeKey }',
  record_tag_keys: 'record: { tagKeys }',
  record_field_keys: 'record: { fieldKeys }',
  data_frame_measurement_name: 'tableLines(table, { measurement })',
  data_frame_tag_columns: 'tableLines(table, { tagColumns })',
  data_frame_timestamp_column: 'tableLines(table, { timeColumn })',
  data_frame_timestamp_timezone: 'tableLines(table, { timeZone })',
})

/** Options of other clients that belong in a record mapping. */
const renamedMapping: Readonly<Record<string, string>> = renamedFrom(python, {
  record_measurement_name: 'measurement',
  record_measurement_key: 'measurementKey',
  record_time_key: 'timeKey',
  record_tag_keys: 'tagKeys',
  record_field_keys: 'fieldKeys',
})
