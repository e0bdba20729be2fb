import { Worker } from 'node:worker_threads'
import { ClosedError } from '@fluxline/core'
import { WorkerError } from '../errors.ts'
import type { FromThread, ThreadData, ToThread } from './worker-messages.ts'

const isSource = import.meta.url.endsWith('.ts')
const program = new URL(isSource ? './worker-thread.ts' : './worker-thread.js', import.meta.url)

/** What hears of the thread. */
export interface ThreadListener {
  /** A thread was started: the first one, or another after a crash. */
  readonly started?: (thread: Worker) => void
  readonly message?: (message: FromThread, thread: Worker) => void
  /** It has ended, and does nothing more. */
  readonly ended: (error: WorkerError) => void
}

/** The thread of a writer, which starts when it is needed, and again after a crash. */
export class WriterThread {
  readonly #data: ThreadData
  readonly #listeners: ThreadListener[] = []
  #thread: Worker | undefined
  #ready: Promise<void> | undefined
  /** How many need the process to wait for the thread. */
  #holders = 0
  #closing: Promise<unknown> | undefined

  constructor(data: ThreadData) {
    this.#data = data
  }

  get isClosing(): boolean {
    return this.#closing !== undefined
  }

  listen(listener: ThreadListener): void {
    this.#listeners.push(listener)
  }

  /** Starts the thread unless it runs; resolves when it is ready. @throws WorkerError, with its cause, if it cannot start */
  start(): Promise<void> {
    if (this.#closing) return Promise.reject(new ClosedError('The writer is closed; create a new one.', 'writer'))
    this.#now()
    return this.#ready!
  }

  /** Sends a message to the thread, which starts if it does not run. Returns the thread. */
  post(message: ToThread, transfer: readonly ArrayBuffer[] = []): Worker {
    const thread = this.#now()
    thread.postMessage(message, transfer)
    return thread
  }

  /** Lets the process wait for the thread, until a {@link release} for each call. */
  hold(): void {
    this.#holders++
    this.#thread?.ref()
  }

  release(): void {
    if (--this.#holders === 0) this.#thread?.unref()
  }

  /** Ends the thread at once. */
  async close(): Promise<void> {
    this.#closing ??= this.#thread?.terminate() ?? Promise.resolve()
    await this.#closing
  }

  #now(): Worker {
    return this.#thread ?? this.#start()
  }

  #start(): Worker {
    const thread = new Worker(program, {
      workerData: this.#data,
      name: 'fluxline writer',
      // A thread does not accept all flags of the process, such as `--eval`.
      execArgv: isSource ? ['--conditions=@fluxline/source'] : [],
    })
    this.#thread = thread
    let cause: unknown
    this.#ready = new Promise((resolve, reject) => {
      thread.on('message', (message: FromThread) => {
        if (message.kind === 'ready') {
          resolve()
          if (this.#holders === 0) thread.unref()
        } else for (const { message: hear } of this.#listeners) hear?.(message, thread)
      })
      thread.on('error', (error) => (cause = error))
      thread.on('exit', () => {
        if (this.#thread === thread) this.#thread = undefined
        const reason = cause instanceof Error ? `: ${cause.message}` : '.'
        const error = new WorkerError(`The worker thread ended${reason}`, { cause })
        reject(error)
        for (const listener of this.#listeners) listener.ended(error)
      })
    })
    // The requests report the error too.
    this.#ready.catch(() => {})
    for (const listener of this.#listeners) listener.started?.(thread)
    return thread
  }
}
