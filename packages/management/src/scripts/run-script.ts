import { OptionError } from '@fluxline/core'
import type { Client, ClientResponse } from '@fluxline/core'
import type { Frame, FrameOptions } from '@fluxline/dataframe'
import { csvRows, parseRecords, parseTables } from '@fluxline/query/response'
import { explain } from '../shared/explain-error.ts'
import { idOf } from '../shared/ids.ts'
import type { RequestOptions } from '../shared/request.ts'
import { cloudOnly } from './cloud-only.ts'
import type { Script } from './script.ts'

/** What a script is given as `params`. A `Date` goes as RFC 3339 text. */
export type ScriptParams = Readonly<Record<string, unknown>>

type RecordOptions = NonNullable<Parameters<typeof parseRecords>[1]>

/**
 * How the answer of a script is read. It does not say of what types its columns are, so all values are text, unless
 * `typeHints` say otherwise: `{ _time: 'dateTime:RFC3339', _value: 'double' }`.
 */
export interface InvokeOptions extends RequestOptions, RecordOptions {}

/** How the answer of a script becomes Arrow tables; see {@link InvokeOptions}. */
export interface InvokeDataFrameOptions extends RequestOptions, FrameOptions {}

/** The ways to run a script. All but `invokeRaw` throw FluxError where it fails on the way, after the good rows. */
export interface ScriptInvocation {
  /**
   * Runs a script and gives its tables, all of them in memory.
   *
   * @throws HttpError 404 where there is no such script, 400 where it lacks a parameter
   */
  invoke<const Options extends InvokeOptions = InvokeOptions>(
    script: string | Script,
    params?: ScriptParams,
    options?: Options,
  ): ReturnType<typeof parseTables<Options>>
  /** Runs a script when its loop begins, and gives its records as they come; leaving the loop ends the request. */
  invokeStream<const Options extends InvokeOptions = InvokeOptions>(
    script: string | Script,
    params?: ScriptParams,
    options?: Options,
  ): ReturnType<typeof parseRecords<Options>>
  /** Runs a script when its loop begins, and gives the rows of its CSV as text, the one with the labels first. */
  invokeCsv(script: string | Script, params?: ScriptParams, options?: RequestOptions): AsyncIterableIterator<string[]>
  /** Runs a script and gives its CSV as it is. */
  invokeRaw(script: string | Script, params?: ScriptParams, options?: RequestOptions): Promise<string>
  /** Runs a script and gives an Arrow table for each schema. Needs `@fluxline/dataframe` and `apache-arrow`. */
  invokeDataFrame(script: string | Script, params?: ScriptParams, options?: InvokeDataFrameOptions): Promise<Frame[]>
  /** The same, table by table as the rows come. */
  invokeDataFrameStream(
    script: string | Script,
    params?: ScriptParams,
    options?: InvokeDataFrameOptions,
  ): AsyncIterableIterator<Frame>
}

export function scriptInvocation(client: Client, scriptsPath: string): ScriptInvocation {
  async function send(script: string | Script, params: ScriptParams = {}, options: RequestOptions = {}) {
    const path = `${scriptsPath}/${idOf('script', script)}/invoke`
    const body = JSON.stringify({ params: Object.fromEntries(Object.entries(params).map(jsonParam)) })
    return cloudOnly(post(client, path, body, options))
  }

  /** The answer's bytes; the script is run when the first of them is asked for. */
  async function* bodyOf(...call: Parameters<typeof send>): AsyncGenerator<Uint8Array> {
    yield* (await send(...call)).body
  }

  const invocation: ScriptInvocation = {
    invoke: (script, params, options) => parseTables(bodyOf(script, params, options), options),
    invokeStream: (script, params, options) => parseRecords(bodyOf(script, params, options), options),
    invokeCsv: (script, params, options) => csvRows(bodyOf(script, params, options)),
    invokeRaw: async (script, params, options) => (await send(script, params, options)).text(),
    async invokeDataFrame(script, params, options) {
      const { collectFrames } = await import('@fluxline/dataframe')
      return collectFrames(bodyOf(script, params, options), options)
    },
    async *invokeDataFrameStream(script, params, options) {
      const { streamFrames } = await import('@fluxline/dataframe')
      yield* streamFrames(bodyOf(script, params, options), options)
    },
  }
  return invocation
}

async function post(
  client: Client,
  path: string,
  body: string,
  { signal, timeout }: RequestOptions,
): Promise<ClientResponse> {
  const headers = { accept: 'text/csv, application/json', 'content-type': 'application/json' }
  try {
    return await client.request({ method: 'POST', path, headers, body, signal, timeout })
  } catch (error) {
    throw explain(error)
  }
}

/** JSON has one kind of number. */
function jsonParam([name, value]: [string, unknown]): [string, unknown] {
  if (typeof value !== 'bigint') return [name, value]
  if (Number.isSafeInteger(Number(value))) return [name, Number(value)]
  throw new OptionError(`The parameter ${JSON.stringify(name)} is ${value}, which JSON would round; give it as text.`)
}
