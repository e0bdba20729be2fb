import type { Worker } from 'node:worker_threads'
import { AbortError, ClosedError, createClient, OptionError } from '@fluxline/core'
import type { Client, ClientOptions, CredentialHeaders, Credentials, RequestSpec } from '@fluxline/core'
import type { WriteClient } from '../delivery/send-batch.ts'
import { copyOptions } from '@fluxline/internal/copy-options'
import { onAbort } from '@fluxline/internal/signals'
import { packError, unpackError } from './portable-error.ts'
import type { FromThread, Secret, ToThread } from './worker-messages.ts'
import { WriterThread } from './writer-thread.ts'

/** Options of a client, without those that work in one thread only. */
export type WorkerClientOptions = Omit<ClientOptions, 'hooks' | 'retry' | 'transport' | 'fetch' | 'dispatcher'>

const ofOneThread = ['hooks', 'retry', 'transport', 'fetch', 'dispatcher'] as const

interface Call {
  resolve(response: { status: number; text(): Promise<string> }): void
  reject(error: Error): void
}

/**
 * A client whose requests are compressed and sent by a worker thread, which starts with the first request, and again
 * after a crash.
 *
 * Functions stay here: the thread asks for the credentials of a token function or a session. A body is copied once, into
 * memory that is transferred: what the thread has is lost with it, and the batch must not be.
 */
export class WorkerClient implements WriteClient {
  readonly thread: WriterThread
  readonly #local: Client
  readonly #askToken: (() => string | Promise<string>) | undefined
  readonly #credentials: Credentials | undefined
  readonly #calls = new Map<number, Call>()
  #headers: CredentialHeaders | undefined
  #lastCall = 0
  #closing: Promise<void> | undefined

  /** @throws OptionError if an option is missing, unknown or wrong, or is not supported on another thread */
  constructor(clientOptions: WorkerClientOptions) {
    if (Object(clientOptions) !== clientOptions) {
      throw new OptionError("createWorkerBatchWriter takes a client's options as an object: { url, token }.")
    }
    const { auth, token, ...options } = clientOptions
    for (const option of ofOneThread) {
      if ((options as ClientOptions)[option] !== undefined) {
        const message = `\`${option}\` is not supported on a worker thread; omit it, or use createBatchWriter`
        throw new OptionError(message, { option })
      }
    }
    if (auth && token !== undefined) {
      throw new OptionError('`token` and `auth` are mutually exclusive; pass one', { option: 'auth' })
    }
    // It checks the other options, knows the defaults, and signs in.
    this.#local = createClient(typeof token === 'string' ? { ...options, token } : options)
    this.#credentials = auth?.((spec) => this.#local.request(spec))
    this.#askToken = typeof token === 'function' ? token : undefined
    const { url } = this.#local
    const known = typeof token === 'string' ? { token } : {}
    const asksFor = auth ? 'headers' : this.#askToken && 'token'
    // It may start later, and again.
    this.thread = new WriterThread({ options: copyOptions({ ...options, ...known, url }), asksFor })
    this.thread.listen({
      message: (message, thread) => {
        if (message.kind === 'ask') void this.#sendSecret(thread, message.id)
        else if (message.kind !== 'ready') this.#settle(message)
      },
      ended: (error) => {
        for (const call of this.#calls.values()) call.reject(error)
      },
    })
  }

  get url(): Client['url'] {
    return this.#local.url
  }

  get org(): Client['org'] {
    return this.#local.org
  }

  get server(): Client['server'] {
    return this.#local.server
  }

  get gzip(): Client['gzip'] {
    return this.#local.gzip
  }

  get connections(): Client['connections'] {
    return this.#local.connections
  }

  get defaultTags(): Client['defaultTags'] {
    return this.#local.defaultTags
  }

  /** Sends a request on the thread. @throws as the client there does; WorkerError if the thread ends before */
  async request({ signal, body, ...spec }: RequestSpec): Promise<{ status: number; text(): Promise<string> }> {
    if (this.#closing) throw new ClosedError(`${spec.method} ${spec.path}: the writer is closed.`, 'writer')
    const id = ++this.#lastCall
    let release: (() => void) | undefined
    this.thread.hold()
    try {
      return await new Promise((resolve, reject) => {
        this.#calls.set(id, { resolve, reject })
        const bytes = body instanceof Uint8Array ? new Uint8Array(body) : undefined
        const request: ToThread = { kind: 'request', id, spec: { ...spec, body: bytes } }
        const thread = this.thread.post(request, bytes ? [bytes.buffer] : [])
        release = onAbort(signal, () => {
          post(thread, { kind: 'abort', id })
          const message = `${spec.method} ${spec.path} was aborted by the caller's signal.`
          reject(new AbortError(message, { cause: signal?.reason }))
        })
      })
    } finally {
      release?.()
      this.#calls.delete(id)
      this.thread.release()
    }
  }

  /** Ends the thread at once. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await this.thread.close()
    await this.#credentials?.close?.()
    await this.#local.close()
  }

  #settle(message: FromThread & { readonly kind: 'response' | 'failure' }): void {
    const call = this.#calls.get(message.id)
    if (message.kind === 'response') {
      const { status, text } = message
      call?.resolve({ status, text: () => Promise.resolve(text) })
    } else call?.reject(unpackError(message.error))
  }

  /** Sends the credentials that the thread asks for. If it asks again, the server rejected the ones it had. */
  async #sendSecret(thread: Worker, id: number): Promise<void> {
    try {
      post(thread, { kind: 'secret', id, value: await this.#secret(id > 1) })
    } catch (error) {
      post(thread, { kind: 'no secret', id, error: packError(error) })
    }
  }

  async #secret(isAgain: boolean): Promise<Secret> {
    if (this.#askToken) return this.#askToken()
    if (isAgain && this.#headers) this.#credentials?.renew?.(this.#headers)
    this.#headers = await this.#credentials?.headers()
    return this.#headers ?? {}
  }
}

function post(thread: Worker, message: ToThread): void {
  thread.postMessage(message, [])
}
