// A page that writes a point for each click, and shows the sums. Its address has the access:
// page.html#url=…&token=…&org=…&bucket=…
//
// Everyone who opens a page can read its token. Use one for this bucket alone, or let a proxy on the page's own origin
// add it.
//
//   npm install @fluxline/client esbuild
//   npx esbuild page.ts --bundle --format=esm --outfile=page.js

import { flux, InfluxDBClient, Point } from '@fluxline/client'

const { url = '', token, org, bucket = 'metrics' } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)))
const status = document.querySelector('[role=status]')!

// With `keepalive`, a request goes on when the page is gone.
const client = new InfluxDBClient({
  url,
  token,
  org,
  fetch: (input, init) => fetch(input, { ...init, keepalive: true }),
})
const writer = client.batchWriter({
  bucket,
  onError: ({ error }) => (status.textContent = String(error)),
})

for (const button of document.querySelectorAll('button')) {
  button.addEventListener('click', () => {
    void writer.write(Point.measurement('clicks').tag('choice', button.value).intField('n', 1))
    showSums().catch((error: unknown) => (status.textContent = String(error)))
  })
}

// The last event that every browser sends before a page ends.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') void writer.flush()
})

async function showSums(): Promise<void> {
  await writer.flush()
  const tables = await client.query.collect(flux`
    from(bucket: ${bucket}) |> range(start: -1d) |> filter(fn: (r) => r._measurement == "clicks") |> sum()`)
  status.textContent = tables
    .flatMap(({ records }) => records)
    .map(({ values, value }) => `${String(values['choice'])}: ${String(value)}`)
    .join(', ')
}
