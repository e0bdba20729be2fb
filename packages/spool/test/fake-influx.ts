import type { RequestSpec } from '@fluxline/core'
import type { WriteClient } from '@fluxline/write-batching'

/** An InfluxDB in memory: it keeps the lines of each bucket, each once, as InfluxDB keeps points. */
export class FakeInflux implements WriteClient {
  readonly url: string
  readonly org = 'acme'
  readonly closing: AbortSignal = new AbortController().signal
  readonly received: string[] = []
  isDown = false
  /** Fails a request with what it returns. */
  refuse: (lines: readonly string[], bucket: string) => object | undefined = () => undefined

  constructor(url = 'http://influx') {
    this.url = url
  }

  async request(spec: RequestSpec): Promise<{ status: number; text(): Promise<string> }> {
    await Promise.resolve()
    if (this.isDown) throw Object.assign(new Error('down'), { code: 'FLUXLINE_CONNECTION', retryable: true })
    const lines = new TextDecoder()
      .decode(spec.body as Uint8Array)
      .split('\n')
      .slice(0, -1)
    const failure = this.refuse(lines, spec.query!['bucket'] as string)
    if (failure) throw Object.assign(new Error('refused'), { code: 'FLUXLINE_HTTP' }, failure)
    this.received.push(...lines)
    return { status: 204, text: () => Promise.resolve('') }
  }

  /** The lines, each once, in order. */
  get stored(): string[] {
    return [...new Set(this.received)].toSorted(
      (a, b) => Number(a.slice(a.lastIndexOf(' '))) - Number(b.slice(b.lastIndexOf(' '))),
    )
  }
}

/** Returns lines `m v=from from`, `m v=from+1 from+1` and so on. */
export function lines(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, at) => `m v=${from + at} ${from + at}`)
}

/** Returns such lines of more than a hundred bytes each. */
export function longLines(count: number, from = 0): string[] {
  return lines(count, from).map((line) => line.replace('m ', `m,tag=${'x'.repeat(80)} `))
}
