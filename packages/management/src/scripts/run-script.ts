import type { Client, ClientResponse } from '@fluxline/core'
import type { Frame, FrameOptions } from '@fluxline/dataframe'
import { cancellable } from '@fluxline/internal/cancellable'
import { OptionError } from '@fluxline/internal/errors'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { show } from '@fluxline/internal/show'
import { csvRows, parseRecords, parseTables } from '@fluxline/query/response'
import { explain } from '../shared/explain-error.ts'
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

type RecordOptions = NonNullable<Parameters<typeof parseRecords>[1]>

/**
 * How to read the response of a script. It does not name the types of its columns, so all values are text, except for
 * those in `typeHints`: `{ _time: 'dateTime:RFC3339', _value: 'double' }`.
 */
export interface ScriptRecordOptions extends ScriptRunOptions, RecordOptions {}

/** How to read the response of a script as Arrow tables; see {@link ScriptRecordOptions}. */
export interface ScriptFrameOptions extends ScriptRunOptions, FrameOptions {}

const runOptions: OptionNames<ScriptRunOptions> = { ...callOptions, params: true }
const csvOptions = {
  delimiter: true,
  commentPrefix: true,
  lineEnd: true,
  maxRows: true,
  maxBytes: true,
  emptyString: true,
  typeHints: true,
} as const
const recordOptions: OptionNames<ScriptRecordOptions> = { ...runOptions, ...csvOptions, integers: true, times: true }
const frameOptions: OptionNames<ScriptFrameOptions> = { ...runOptions, ...csvOptions, blockRows: true, index: true }

/**
 * Ways to run a script. All but `raw` throw FluxError if it fails during the run, after the rows before the failure.
 */
export interface ScriptRuns {
  /**
   * Runs a script and returns its tables, all of them in memory.
   *
   * @throws HttpError 404 if the script does not exist, 400 if a parameter is missing
   */
  collect<const Options extends ScriptRecordOptions = ScriptRecordOptions>(
    script: string | Script,
    options?: Options,
  ): ReturnType<typeof parseTables<Options>>
  /** Runs a script when its loop starts, and yields its records as they arrive. Leaving the loop ends the request. */
  stream<const Options extends ScriptRecordOptions = ScriptRecordOptions>(
    script: string | Script,
    options?: Options,
  ): ReturnType<typeof parseRecords<Options>>
  /**
   * Runs a script when its loop starts, and yields the rows of its CSV as text, the row of labels first. Leaving the loop
   * ends the request.
   */
  csv(script: string | Script, options?: ScriptRunOptions): AsyncIterableIterator<string[]>
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
  async function send(script: string | Script, { params = {}, signal, timeout }: ScriptRunOptions) {
    const path = `${scriptsPath}/${toID('script', script)}/invoke`
    const body = JSON.stringify({ params: Object.fromEntries(Object.entries(params).map(jsonParam)) })
    return cloudOnly(post(client, path, body, { signal, timeout }))
  }

  /** Yields the bytes of the response; runs the script when the first of them is requested. */
  async function* bodyOf(script: string | Script, options: ScriptRunOptions): AsyncGenerator<Uint8Array, undefined> {
    yield* (await send(script, options)).body
  }

  /** Checks the options, and returns an iterable of what `read` makes of the response's bytes. */
  function stream<Options extends ScriptRunOptions, Value>(
    script: string | Script,
    options: Options,
    read: (chunks: AsyncIterable<Uint8Array>, reading: Omit<Options, keyof ScriptRunOptions>) => Opened<Value>,
  ): AsyncIterableIterator<Value, undefined> {
    const { params, signal: outer, timeout, ...reading } = options
    return cancellable((signal) => read(bodyOf(script, { params, signal, timeout }), reading), { signal: outer })
  }

  const runs: ScriptRuns = {
    async collect(script, options) {
      const { params, signal, timeout, ...reading } = checked('scripts.collect', options, recordOptions)
      return parseTables(bodyOf(script, { params, signal, timeout }), reading) as never
    },
    stream(script, options) {
      return stream(script, checked('scripts.stream', options, recordOptions), parseRecords) as never
    },
    csv(script, options) {
      return stream(script, checked('scripts.csv', options, runOptions), (chunks) => csvRows(chunks))
    },
    async raw(script, options) {
      return (await send(script, checked('scripts.raw', options, runOptions))).text()
    },
    async collectFrames(script, options) {
      const { params, signal, timeout, ...reading } = checked('scripts.collectFrames', options, frameOptions)
      const { collectFrames } = await import('@fluxline/dataframe')
      return collectFrames(bodyOf(script, { params, signal, timeout }), reading)
    },
    streamFrames(script, options) {
      const given = checked('scripts.streamFrames', options, frameOptions)
      return stream(script, given, async (chunks, reading) => {
        const { streamFrames } = await import('@fluxline/dataframe')
        return streamFrames(chunks, reading)
      })
    },
  }
  return runs
}

type Opened<Value> = AsyncIterable<Value> | Promise<AsyncIterable<Value>>

function checked<Options extends ScriptRunOptions>(
  what: string,
  options: Options | undefined,
  known: Readonly<Record<string, true>>,
): Options {
  const given = options ?? ({} as Options)
  checkOptions(what, given, known, {}, '{ params }')
  return given
}

async function post(
  client: Client,
  path: string,
  body: string,
  { signal, timeout }: CallOptions,
): Promise<ClientResponse> {
  const headers = { accept: 'text/csv, application/json', 'content-type': 'application/json' }
  try {
    return await client.request({ method: 'POST', path, headers, body, signal, timeout })
  } catch (error) {
    throw explain(error)
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
