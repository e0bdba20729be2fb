import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createClient } from '@fluxline/core'
import { createQueryApi } from '@fluxline/query'
import type { Access } from '@fluxline/influxd'
import { onTestFinished } from 'vitest'

/** An example while it runs. */
export class Example {
  readonly #process: ChildProcess
  #output = ''
  #errors = ''

  /** Starts the program of an example, as its first lines say. It ends with the test, at the latest. */
  constructor(
    path: string,
    access: Access,
    {
      args = [],
      env = {},
    }: { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
  ) {
    const { url, token, org, bucket } = access
    this.#process = spawn(
      process.execPath,
      ['--conditions=@fluxline/source', join(import.meta.dirname, '..', path), ...args],
      {
        env: { ...process.env, INFLUX_HOST: url, INFLUX_TOKEN: token, INFLUX_ORG: org, INFLUX_BUCKET: bucket, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    this.#process.stdout!.on('data', (bytes: Buffer) => (this.#output += String(bytes)))
    this.#process.stderr!.on('data', (bytes: Buffer) => (this.#errors += String(bytes)))
    onTestFinished(() => void this.#process.kill('SIGKILL'))
  }

  /** What it has printed. */
  get output(): string {
    return this.#output
  }

  /** What it has printed on standard error. */
  get errors(): string {
    return this.#errors
  }

  /** Waits until it has printed this, and returns the match. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#output)
      if (match) return match
      if (this.#process.exitCode !== null) throw new Error(`It ended: ${this.#output}${this.#errors}`)
      await Promise.race([once(this.#process.stdout!, 'data'), once(this.#process, 'close')])
    }
  }

  /** Sends it a signal, and waits for its end. Returns the exit code, or the signal that ended it. */
  async end(signal?: NodeJS.Signals): Promise<number | string | null> {
    if (this.#process.exitCode !== null) return this.#process.exitCode
    const ended = once(this.#process, 'close') as Promise<[number | null, string | null]>
    if (signal) this.#process.kill(signal)
    const [code, by] = await ended
    return code ?? by
  }
}

/** Returns the rows of a query on the bucket, with these columns. */
export async function rowsOf(access: Access, flux: string, columns: readonly string[]): Promise<unknown[][]> {
  await using client = createClient({ url: access.url, token: access.token, org: access.org })
  const rows: unknown[][] = []
  const query = createQueryApi(client)
  for await (const { values } of query.stream(`from(bucket: "${access.bucket}") |> range(start: 0) ${flux}`)) {
    rows.push(columns.map((label) => values[label]))
  }
  return rows
}
