import type { ClientResponse } from '@fluxline/core'
import { CsvError } from '@fluxline/flux-csv'
import { beginningOf } from '@fluxline/internal/beginning-of'
import { show } from '@fluxline/internal/show'

/** Returns the bytes of a response that is CSV by its content type, or has none. @throws CsvError, later */
export function csvBody(response: ClientResponse): AsyncIterable<Uint8Array> | Promise<never> {
  const type = response.headers.get('content-type')?.split(';', 1)[0]!.trim().toLowerCase() ?? ''
  return type === '' || type === 'text/csv' || type === 'application/csv' ? response.body : refuse(type, response)
}

async function refuse(type: string, { body, redact = String }: ClientResponse): Promise<never> {
  const text = await beginningOf(body)
  const form = type === 'text/html' ? 'HTML' : type === 'application/json' ? 'JSON' : type
  throw new CsvError(
    `The response is ${redact(form)}, not CSV; it begins with ${show(redact(text))}. Check that \`url\` points to InfluxDB.`,
    1,
  )
}
