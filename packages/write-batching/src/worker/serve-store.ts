import { sleep } from '@fluxline/internal/timers'
import { CommitQueue } from '../spool/commit-queue.ts'
import type { SpoolHost, SpoolStore, StoreStats } from '../spool/store.ts'
import { packError } from './portable-error.ts'
import type { FromStore, StoreEvent, StoreOpening, ToStore } from './spool-messages.ts'

/** A store that cannot be opened is tried again after this delay. */
const RETRY_MS = 1000

const nothing: StoreStats = { bytes: 0, segments: 0, oldest: undefined }

/** Opens the store of a spool in this thread, and does what the writer's thread asks for. */
export async function serveStore(opening: StoreOpening): Promise<void> {
  const { port } = opening
  const server = new StoreServer(opening)
  await server.open()
  // What was sent before is delivered now.
  port.on('message', (message: ToStore) => server.receive(message))
}

/** What a module with a store exports. */
interface StoreModule {
  readonly openStore: (data: unknown, host: SpoolHost, key: unknown) => SpoolStore
}

type ReadRequest = ToStore & { readonly kind: 'read' }

/** The thread's end of a spool. */
class StoreServer {
  readonly #opening: StoreOpening
  #queue: CommitQueue | undefined
  #openError: unknown
  /** Reads of lines that are not in the store yet. */
  readonly #heldReads: ReadRequest[] = []

  constructor(opening: StoreOpening) {
    this.#opening = opening
  }

  /** Resolves when the store is open, however often that fails before. */
  async open(): Promise<void> {
    const { data } = this.#opening
    const { openStore } = (await import(data.module)) as StoreModule
    while (this.#queue === undefined) {
      try {
        this.#openNow(openStore)
      } catch (error) {
        this.#openFailed(error)
        await sleep(RETRY_MS)
      }
    }
    this.#send({ kind: 'opened' })
  }

  receive(message: ToStore): void {
    const queue = this.#queue!
    if (message.kind === 'append') {
      const appended = queue.append(message.frames)
      const tell = (): void => this.#send({ kind: 'appended', id: message.id })
      if (appended === undefined) tell()
      else {
        this.#send({ kind: 'state' })
        // It rejects if the store is closed before.
        appended.then(tell, () => {})
      }
    } else if (message.kind === 'end') queue.end(message.lines)
    else if (message.kind === 'read') void this.#read(message)
    else if (message.kind === 'refuse') queue.refuse(message.lines)
    else void queue.close().then(() => this.#send({ kind: 'closed' }))
  }

  #openNow(openStore: StoreModule['openStore']): void {
    const { data, key, server } = this.#opening
    const host: SpoolHost = {
      server,
      recovered: (lines) => this.#send({ kind: 'recovered', lines }),
      dropped: (frames, reason) => this.#send({ kind: 'dropped', frames, reason: packError(reason) }),
      freed: () => this.#queue?.retry(),
      notify: ({ error, ...notice }) => {
        this.#send({ kind: 'notice', notice: { ...notice, error: error === undefined ? undefined : packError(error) } })
      },
    }
    const store = openStore(data, host, key)
    // The writer's thread rejects what must not wait.
    const whenFull = data.whenFull === 'throw' ? 'wait' : data.whenFull
    this.#queue = new CommitQueue(
      store,
      whenFull,
      (notice) => host.notify(notice),
      () => this.#written(),
    )
    if (this.#openError !== undefined) {
      this.#openError = undefined
      host.notify({ kind: 'writable', message: 'The spool takes lines again.' })
    }
  }

  #openFailed(error: unknown): void {
    const isFirst = this.#openError === undefined
    this.#openError = error
    const { message } = error as Error
    if (isFirst) this.#send({ kind: 'notice', notice: { kind: 'failing', message, error: packError(error) } })
  }

  /** Frames that waited may be in the store. */
  #written(): void {
    this.#send({ kind: 'state' })
    for (const request of this.#heldReads.splice(0)) void this.#read(request)
  }

  async #read(request: ReadRequest): Promise<void> {
    const { id, lines, limit } = request
    if (this.#queue!.isWaiting(lines)) {
      this.#heldReads.push(request)
      return
    }
    this.#send({ kind: 'read', id, reading: await this.#queue!.read(lines, limit) })
  }

  #send(event: StoreEvent): void {
    const { port, sent } = this.#opening
    const error = this.#queue?.error ?? this.#openError
    const message: FromStore = {
      event,
      stats: this.#queue?.stats ?? nothing,
      error: error === undefined ? undefined : packError(error),
    }
    port.postMessage(message)
    Atomics.add(sent, 0, 1)
    Atomics.notify(sent, 0)
  }
}
