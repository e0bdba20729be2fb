import type { ClientResponse } from '@fluxline/core'
import { CsvError } from '@fluxline/flux-csv'
import { beginningOf } from '@fluxline/internal/beginning-of'
import { show } from '@fluxline/internal/show'

/** Returns the bytes of a response that is CSV by its content type, or has none. @throws CsvError */
export async function csvBody({ headers, body, redact = String }: ClientResponse): Promise<AsyncIterable<Uint8Array>> {
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === '' || type === 'text/csv' || type === 'application/csv') return body
  const text = await beginningOf(body)
  const form = type === 'text/html' ? 'HTML' : type === 'application/json' ? 'JSON' : type
  throw new CsvError(
    `The response is ${redact(form)}, not CSV; it begins with ${show(redact(text))}. Check that \`url\` points to InfluxDB.`,
    1,
  )
}
