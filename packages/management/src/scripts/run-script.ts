import type { Client, ClientResponse, RequestSpec } from '@fluxline/core'
import type { Frame, FrameOptions } from '@fluxline/dataframe'
import { cancellable } from '@fluxline/internal/cancellable'
import { OptionError, reword } from '@fluxline/internal/errors'
import { locateError } from '@fluxline/internal/locate-error'
import { mergeDefined } from '@fluxline/internal/merge-defined'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { show } from '@fluxline/internal/show'
import type {
  Exactly,
  FluxColumn,
  FluxRecord,
  FluxTable,
  IntegerAs,
  QueryOptions,
  ReadLimits,
  TimeAs,
} from '@fluxline/query'
import { csvRows, parseRecords, parseTables } from '@fluxline/query/response'
import { explain } from '../shared/explain-error.ts'
import { explainServer } from '../shared/features.ts'
import { toID } from '../shared/ids.ts'
import { callOptions } from '../shared/request.ts'
import type { CallOptions } from '../shared/request.ts'
import { cloudOnly } from './cloud-only.ts'
import type { Script } from './script.ts'

/** Parameters of a script. A `Date` is sent as RFC 3339 text. */
export type ScriptParams = Readonly<Record<string, unknown>>

/** Options of each run of a script. */
export interface ScriptRunOptions extends CallOptions {
  /** Values for the script's `params.name`. @defaultValue none */
  readonly params?: ScriptParams | undefined
}

/** How much of the rows of a script's CSV is read. */
export interface ScriptCsvOptions extends ScriptRunOptions, ReadLimits {}

/** The types of the columns in the response of a script, which does not name them. */
export interface ScriptTypeHints {
  /** Types by label: `{ _time: 'dateTime:RFC3339', _value: 'double' }`. @defaultValue all text */
  readonly typeHints?: Readonly<Record<string, FluxColumn['dataType']>> | undefined
}

/** How to read the response of a script as records. Without `typeHints`, all values are text. */
export interface ScriptRecordOptions
  extends ScriptRunOptions, ScriptTypeHints, ReadLimits, Pick<QueryOptions, 'emptyString' | 'integers' | 'times'> {}

/** How to read the response of a script as Arrow tables. Without `typeHints`, all values are text. */
export interface ScriptFrameOptions
  extends
    ScriptRunOptions,
    ScriptTypeHints,
    ReadLimits,
    Pick<FrameOptions, 'blockRows' | 'drop' | 'emptyString' | 'index'> {}

const runOptions: OptionNames<ScriptRunOptions> = { ...callOptions, params: 'an object' }
const limits: OptionNames<ReadLimits> = { maxRows: true, maxBytes: true, maxColumns: true, maxCellBytes: true }
const csvOptions: OptionNames<ScriptCsvOptions> = { ...runOptions, ...limits }
const recordOptions: OptionNames<ScriptRecordOptions> = {
  ...csvOptions,
  typeHints: true,
  emptyString: true,
  integers: true,
  times: true,
}
const frameOptions: OptionNames<ScriptFrameOptions> = {
  ...csvOptions,
  typeHints: true,
  emptyString: true,
  blockRows: true,
  index: 'an array',
  drop: 'an array',
}

/**
 * Ways to run a script.
 *
 * All but `raw` throw FluxError if it fails during the run, after the rows before the failure, and
 * TruncatedResponseError if the response ends inside a row.
 */
export interface ScriptRuns {
  /**
   * Runs a script and returns its tables, all of them in memory.
   *
   * @throws HttpError 404 if the script does not exist, 400 if a parameter is missing
   */
  collect<const Options extends ScriptRecordOptions = ScriptRecordOptions>(
    script: string | Script,
    options?: Exactly<Options, ScriptRecordOptions>,
  ): Promise<FluxTable<TimeAs<Options, 'timestamp'>, IntegerAs<Options, 'number'>>[]>
  /** Runs a script when its loop starts, and yields its records as they arrive. Leaving the loop ends the request. */
  stream<const Options extends ScriptRecordOptions = ScriptRecordOptions>(
    script: string | Script,
    options?: Exactly<Options, ScriptRecordOptions>,
  ): AsyncIterableIterator<FluxRecord<TimeAs<Options, 'timestamp'>, IntegerAs<Options, 'number'>>>
  /**
   * Runs a script when its loop starts, and yields the rows of its CSV as text, the row of labels first. Leaving the loop
   * ends the request.
   */
  csv(script: string | Script, options?: ScriptCsvOptions): AsyncIterableIterator<string[]>
  /** Runs a script and returns its CSV unchanged. */
  raw(script: string | Script, options?: ScriptRunOptions): Promise<string>
  /** Runs a script and returns an Arrow table for each schema. Needs `@fluxline/dataframe` and `apache-arrow`. */
  collectFrames(script: string | Script, options?: ScriptFrameOptions): Promise<Frame[]>
  /**
   * Runs a script when its loop starts, and yields Arrow tables as the rows arrive. Leaving the loop ends the request.
   * Needs `@fluxline/dataframe` and `apache-arrow`.
   */
  streamFrames(script: string | Script, options?: ScriptFrameOptions): AsyncIterableIterator<Frame>
}

export function scriptRuns(client: Client, scriptsPath: string): ScriptRuns {
  /** Returns the request of a run. Wrong arguments throw before anything is sent. */
  function prepare(script: string | Script, { params = {}, signal, timeout }: ScriptRunOptions): RequestSpec {
    const path = `${scriptsPath}/${toID('script', script)}/invoke`
    const headers = { accept: 'text/csv, application/json', 'content-type': 'application/json' }
    const body = JSON.stringify({ params: Object.fromEntries(Object.entries(params).map(jsonParam)) })
    return { method: 'POST', path, headers, body, signal, timeout }
  }

  const send = (run: RequestSpec): Promise<ClientResponse> => cloudOnly(sendRun(client, run))

  /** The bytes of the response to a run, which begins when the first of them is requested. */
  function open(run: RequestSpec): OpenRun {
    let response: ClientResponse | undefined
    async function* bytes(): AsyncGenerator<Uint8Array, undefined> {
      response = await send(run)
      yield* response.body
    }
    const mapError = (error: unknown): unknown =>
      locateError(reword(error, response?.redact ?? String), response?.target)
    return { bytes: bytes(), mapError }
  }

  /** Returns an iterable of the values that `read` finds in the response's bytes. */
  function stream<Value>(run: RequestSpec, read: (chunks: AsyncIterable<Uint8Array>) => Opened<Value>) {
    let opened: OpenRun | undefined
    const openValues = (signal: AbortSignal): Opened<Value> => {
      opened = open({ ...run, signal })
      return read(opened.bytes)
    }
    return cancellable(openValues, { signal: run.signal, mapError: (error) => opened?.mapError(error) ?? error })
  }

  /** Returns what `read` makes of the response's bytes. */
  async function collect<Value>(run: RequestSpec, read: (chunks: AsyncIterable<Uint8Array>) => Promise<Value>) {
    const { bytes, mapError } = open(run)
    return read(bytes).catch((error: unknown) => {
      throw mapError(error)
    })
  }

  const runs: ScriptRuns = {
    async collect(script, options) {
      const [run, reading] = divided<ScriptRecordOptions>('scripts.collect', options, recordOptions)
      return collect(prepare(script, run), (chunks) => parseTables(chunks, reading)) as never
    },
    stream(script, options) {
      const [run, reading] = divided<ScriptRecordOptions>('scripts.stream', options, recordOptions)
      return stream(prepare(script, run), (chunks) => parseRecords(chunks, reading)) as never
    },
    csv(script, options) {
      const [run, { lineEnd: _, ...reading }] = divided<ScriptCsvOptions>('scripts.csv', options, csvOptions)
      return stream(prepare(script, run), (chunks) => csvRows(chunks, reading))
    },
    async raw(script, options) {
      const [run] = divided('scripts.raw', options, runOptions)
      return (await send(prepare(script, run))).text()
    },
    async collectFrames(script, options) {
      const [run, reading] = divided<ScriptFrameOptions>('scripts.collectFrames', options, frameOptions)
      const prepared = prepare(script, run)
      const { collectFrames } = await import('@fluxline/dataframe')
      return collect(prepared, (chunks) => collectFrames(chunks, reading))
    },
    streamFrames(script, options) {
      const [run, reading] = divided<ScriptFrameOptions>('scripts.streamFrames', options, frameOptions)
      return stream(prepare(script, run), async (chunks) => {
        const { streamFrames } = await import('@fluxline/dataframe')
        return streamFrames(chunks, reading)
      })
    },
  }
  return runs
}

interface OpenRun {
  readonly bytes: AsyncIterable<Uint8Array>
  /** Hides the client's secrets in an error of reading the bytes. Returns the error. */
  readonly mapError: (error: unknown) => unknown
}

type Opened<Value> = AsyncIterable<Value> | Promise<AsyncIterable<Value>>

/** Checks options, and divides them into those of the run and those of reading its response. */
function divided<Options extends ScriptRunOptions>(
  what: string,
  options: Options | undefined,
  known: OptionNames<Options>,
): [run: ScriptRunOptions, reading: Omit<Options, keyof ScriptRunOptions> & { lineEnd: 'required' }] {
  const given = options ?? ({} as Options)
  checkOptions(what, given, known, {}, '{ params }')
  const { params, signal, timeout, ...reading } = mergeDefined({}, given)
  // InfluxDB ends every row, so a row without a line end was cut off.
  return [
    { params, signal, timeout },
    { ...reading, lineEnd: 'required' },
  ]
}

async function sendRun(client: Client, run: RequestSpec): Promise<ClientResponse> {
  try {
    return await client.request(run)
  } catch (error) {
    throw explain(await explainServer(client, run.path, error))
  }
}

/** Returns a parameter as JSON has it, which has one kind of number. */
function jsonParam([name, value]: [string, unknown]): [string, unknown] {
  if (typeof value !== 'bigint') return [name, value]
  if (Number.isSafeInteger(Number(value))) return [name, Number(value)]
  throw new OptionError(`Parameter ${show(name)} (${value}) exceeds JSON's exact range; pass it as a string.`, {
    option: name,
    value,
  })
}
