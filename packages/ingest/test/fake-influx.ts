import type { Client, ClientResponse } from '@fluxline/core'

/** What a write responds: nothing for 204, or an error's members. */
export type Respond = (lines: readonly string[], bucket: string) => object | undefined | Promise<object | undefined>

const response: ClientResponse = {
  status: 204,
  headers: { get: () => null },
  body: (async function* () {})(),
  text: () => Promise.resolve(''),
  json: () => Promise.resolve(undefined),
}

/** A client without a network whose server keeps points as InfluxDB does: one for each series, time and bucket. */
export class FakeInflux {
  readonly points: Map<string, string> = new Map()
  readonly requests: { bucket: string; precision: string; lines: readonly string[] }[] = []
  respond: Respond
  readonly client: Client

  constructor(respond: Respond = () => undefined) {
    this.respond = respond
    this.client = {
      url: 'http://fake',
      org: 'acme',
      request: async (spec): Promise<ClientResponse> => {
        if (spec.path !== '/api/v2/write') return response
        const bucket = spec.query?.['bucket'] as string
        const precision = spec.query?.['precision'] as string
        const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(spec.body as Uint8Array)
        const lines = text.split('\n').slice(0, -1)
        const failure = await this.respond(lines, bucket)
        if (failure) throw Object.assign(new Error('refused'), { code: 'FLUXLINE_HTTP' }, failure)
        this.requests.push({ bucket, precision, lines })
        for (const line of lines) this.#store(bucket, precision, line)
        return response
      },
      close: () => Promise.resolve(),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }
  }

  /** The fields of the points of a bucket, in order of series and time. */
  fieldsOf(bucket: string): string[] {
    const keys = [...this.points.keys()].filter((key) => key.startsWith(`${bucket} `)).toSorted()
    return keys.map((key) => this.points.get(key)!)
  }

  #store(bucket: string, precision: string, line: string): void {
    const [series, fields, time = ''] = line.split(' ')
    const digits = { ns: 0, us: 3, ms: 6, s: 9 }[precision]!
    this.points.set(`${bucket} ${series} ${time}${'0'.repeat(digits)}`, fields!)
  }
}
