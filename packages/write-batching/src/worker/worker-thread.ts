import { parentPort, workerData } from 'node:worker_threads'
import { createClient } from '@fluxline/core'
import { renewable } from '@fluxline/core/credentials'
import type { ClientOptions, CredentialHeaders } from '@fluxline/core'
import { packError, unpackError } from './portable-error.ts'
import { serveStore } from './serve-store.ts'
import type { FromThread, Secret, ThreadData, ToThread } from './worker-messages.ts'

// The worker's side: compresses and sends requests, and posts their responses.
const port = parentPort!
const { options, asksFor } = workerData as ThreadData
const requests = new Map<number, AbortController>()
const pendingSecrets = new Map<number, { resolve(value: Secret): void; reject(error: Error): void }>()
let lastSecret = 0

const client = createClient({ ...options, ...credentials() })
port.on('message', (message: ToThread) => {
  // What fails then ends the thread: the writer starts another.
  if (message.kind === 'spool') return void serveStore(message.opening)
  const { id } = message
  if (message.kind === 'request') void send(message)
  else if (message.kind === 'abort') requests.get(id)?.abort()
  else if (message.kind === 'secret') pendingSecrets.get(id)?.resolve(message.value)
  else pendingSecrets.get(id)?.reject(unpackError(message.error))
  if (message.kind.endsWith('secret')) pendingSecrets.delete(id)
})
post({ kind: 'ready' })

async function send({ id, spec }: ToThread & { kind: 'request' }): Promise<void> {
  const ending = new AbortController()
  requests.set(id, ending)
  try {
    const response = await client.request({ ...spec, signal: ending.signal })
    post({ kind: 'response', id, status: response.status, text: await response.text() })
  } catch (error) {
    post({ kind: 'failure', id, error: packError(error) })
  } finally {
    requests.delete(id)
  }
}

function credentials(): Pick<ClientOptions, 'token' | 'auth'> {
  if (asksFor === 'token') return { token: ask as () => Promise<string> }
  return asksFor === 'headers' ? { auth: () => renewable(ask as () => Promise<CredentialHeaders>) } : {}
}

function ask(): Promise<Secret> {
  return new Promise((resolve, reject) => {
    const id = ++lastSecret
    pendingSecrets.set(id, { resolve, reject })
    post({ kind: 'ask', id })
  })
}

function post(message: FromThread): void {
  port.postMessage(message)
}
