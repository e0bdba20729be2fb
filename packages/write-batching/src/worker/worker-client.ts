import { Worker } from 'node:worker_threads'
import { AbortError, ClosedError, createClient } from '@fluxline/core'
import type { Client, ClientOptions, CredentialHeaders, Credentials, RequestSpec } from '@fluxline/core'
import type { WriteClient } from '../delivery/send-batch.ts'
import { BatchOptionError, WorkerError } from '../errors.ts'
import { packError, unpackError } from './portable-error.ts'
import type { FromThread, Secret, ThreadData, ToThread } from './worker-messages.ts'

/** What a worker thread can be given of a client's options: all but what lives in one thread alone. */
export type WorkerClientOptions = Omit<ClientOptions, (typeof ofOneThread)[number]>

const ofOneThread = ['hooks', 'retry', 'transport', 'fetch', 'dispatcher'] as const

const isSource = import.meta.url.endsWith('.ts')
const program = new URL(isSource ? './worker-thread.ts' : './worker-thread.js', import.meta.url)

interface Call {
  resolve(answer: { status: number; text(): Promise<string> }): void
  reject(error: Error): void
}

/**
 * A client whose requests are compressed and made by a worker thread, which is started when it is needed, and again
 * after it crashed.
 *
 * Functions stay here: for a token or a session the thread asks. A body is copied once, into memory that is handed over:
 * what the thread is given dies with it, and the batch must not.
 */
export class WorkerClient implements WriteClient {
  readonly #local: Client
  readonly #data: ThreadData
  readonly #askToken: (() => string | Promise<string>) | undefined
  readonly #credentials: Credentials | undefined
  readonly #calls = new Map<number, Call>()
  #thread: Worker | undefined
  #ready: Promise<void> | undefined
  #headers: CredentialHeaders | undefined
  #lastCall = 0
  #closing: Promise<void> | undefined

  /** @throws OptionError, BatchOptionError where an option is missing, or is not for another thread */
  constructor({ auth, token, ...options }: WorkerClientOptions) {
    for (const name of ofOneThread) {
      if ((options as ClientOptions)[name] !== undefined) {
        throw new BatchOptionError(`${name} cannot go to a worker thread; omit it, or use createBatchWriter`)
      }
    }
    if (auth && token !== undefined) throw new BatchOptionError('token and auth exclude each other; give one')
    // It checks the options, knows the defaults, and signs in.
    this.#local = createClient(typeof token === 'string' ? { ...options, token } : options)
    this.#credentials = auth?.((spec) => this.#local.request(spec))
    this.#askToken = typeof token === 'function' ? token : undefined
    const { url } = this.#local
    const known = typeof token === 'string' ? { token } : {}
    const asksFor = auth ? 'headers' : this.#askToken && 'token'
    this.#data = { options: { ...options, ...known, url }, asksFor }
  }

  get org(): Client['org'] {
    return this.#local.org
  }

  get gzip(): Client['gzip'] {
    return this.#local.gzip
  }

  get defaultTags(): Client['defaultTags'] {
    return this.#local.defaultTags
  }

  /** Resolves when the thread is there. @throws WorkerError, with the cause, where it cannot be started */
  start(): Promise<void> {
    if (this.#closing) return Promise.reject(new ClosedError('The writer is closed; make a new one.', 'writer'))
    this.#threadNow()
    return this.#ready!
  }

  /** Has the thread make a request. @throws as the client in the thread does; WorkerError where the thread ends before */
  async request({ signal, body, ...spec }: RequestSpec): Promise<{ status: number; text(): Promise<string> }> {
    if (this.#closing) throw new ClosedError(`${spec.method} ${spec.path}: the writer is closed.`, 'writer')
    const id = ++this.#lastCall
    const thread = this.#threadNow()
    const abort = (): void => {
      tell(thread, { kind: 'abort', id })
      const message = `${spec.method} ${spec.path} was given up.`
      this.#calls.get(id)?.reject(new AbortError(message, { cause: signal?.reason }))
    }
    try {
      return await new Promise((resolve, reject) => {
        this.#calls.set(id, { resolve, reject })
        const bytes = (body as Uint8Array).slice()
        tell(thread, { kind: 'request', id, spec: { ...spec, body: bytes } }, [bytes.buffer])
        signal?.addEventListener('abort', abort)
        if (signal?.aborted) abort()
      })
    } finally {
      signal?.removeEventListener('abort', abort)
      this.#calls.delete(id)
      this.#letProcessEnd()
    }
  }

  /** Ends the thread at once. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await this.#thread?.terminate()
    await this.#credentials?.close?.()
    await this.#local.close()
  }

  #threadNow(): Worker {
    const thread = this.#thread ?? this.#startThread()
    thread.ref()
    return thread
  }

  #startThread(): Worker {
    const thread = new Worker(program, {
      workerData: this.#data,
      name: 'fluxline writer',
      // The process's own flags may be ones that no thread takes, such as `--eval`.
      execArgv: isSource ? ['--conditions=@fluxline/source'] : [],
    })
    this.#thread = thread
    let cause: unknown
    this.#ready = new Promise((resolve, reject) => {
      thread.on('message', (message: FromThread) => {
        if (message.kind === 'ready') {
          resolve()
          this.#letProcessEnd()
        } else if (message.kind === 'ask') void this.#answer(thread, message.id)
        else this.#settle(message)
      })
      thread.on('error', (error) => (cause = error))
      thread.on('exit', () => {
        if (this.#thread === thread) this.#thread = undefined
        const reason = cause instanceof Error ? `: ${cause.message}` : '.'
        const error = new WorkerError(`The worker thread ended${reason}`, { cause })
        reject(error)
        for (const call of this.#calls.values()) call.reject(error)
      })
    })
    // Whoever does not wait for it hears of it from the requests.
    this.#ready.catch(() => {})
    return thread
  }

  #settle(message: FromThread & { id: number }): void {
    const call = this.#calls.get(message.id)
    if (message.kind === 'answer') {
      const { status, text } = message
      call?.resolve({ status, text: () => Promise.resolve(text) })
    } else if (message.kind === 'failure') call?.reject(unpackError(message.error))
  }

  /** Answers the thread's question for credentials; one that asks again was refused those it had. */
  async #answer(thread: Worker, id: number): Promise<void> {
    try {
      tell(thread, { kind: 'secret', id, value: await this.#secret(id > 1) })
    } catch (error) {
      tell(thread, { kind: 'no secret', id, error: packError(error) })
    }
  }

  async #secret(isAgain: boolean): Promise<Secret> {
    if (this.#askToken) return this.#askToken()
    if (isAgain && this.#headers) this.#credentials?.renew?.(this.#headers)
    this.#headers = await this.#credentials?.headers()
    return this.#headers ?? {}
  }

  /** A thread that has nothing to do keeps no process alive. */
  #letProcessEnd(): void {
    if (this.#calls.size === 0) this.#thread?.unref()
  }
}

function tell(thread: Worker, message: ToThread, transfer: readonly ArrayBuffer[] = []): void {
  thread.postMessage(message, transfer)
}
