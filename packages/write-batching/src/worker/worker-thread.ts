import { parentPort, workerData } from 'node:worker_threads'
import { createClient } from '@fluxline/core'
import { renewable } from '@fluxline/core/credentials'
import type { ClientOptions, CredentialHeaders } from '@fluxline/core'
import { packError, unpackError } from './portable-error.ts'
import type { FromThread, Secret, ThreadData, ToThread } from './worker-messages.ts'

// The worker's side: compresses and sends what it is given, and tells how it went.
const port = parentPort!
const { options, asksFor } = workerData as ThreadData
const requests = new Map<number, AbortController>()
const questions = new Map<number, { resolve(value: Secret): void; reject(error: Error): void }>()
let asked = 0

const client = createClient({ ...options, ...credentials() })
port.on('message', (message: ToThread) => {
  const { id } = message
  if (message.kind === 'request') void answer(message)
  else if (message.kind === 'abort') requests.get(id)?.abort()
  else if (message.kind === 'secret') questions.get(id)?.resolve(message.value)
  else questions.get(id)?.reject(unpackError(message.error))
  if (message.kind.endsWith('secret')) questions.delete(id)
})
tell({ kind: 'ready' })

async function answer({ id, spec }: ToThread & { kind: 'request' }): Promise<void> {
  const ending = new AbortController()
  requests.set(id, ending)
  try {
    const response = await client.request({ ...spec, signal: ending.signal })
    tell({ kind: 'answer', id, status: response.status, text: await response.text() })
  } catch (error) {
    tell({ kind: 'failure', id, error: packError(error) })
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
    const id = ++asked
    questions.set(id, { resolve, reject })
    tell({ kind: 'ask', id })
  })
}

function tell(message: FromThread): void {
  port.postMessage(message)
}
