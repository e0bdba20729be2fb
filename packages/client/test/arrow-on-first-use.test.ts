import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

// A separate process that counts the modules it loads.
const program = `
  import { registerHooks } from 'node:module'
  const loaded = []
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
  const arrow = () => loaded.filter((url) => url.includes('/apache-arrow/')).length
  const others = () => loaded.some((url) => /\\/undici\\/|\\/rxjs\\/dist\\/\\w+\\/index/.test(url))
  const { InfluxDBClient } = await import('@fluxline/client')
  const whole = others()
  const client = new InfluxDBClient({ url: 'http://127.0.0.1:1', org: 'acme' })
  const { dataFrame } = client
  await client.query.collect('x').catch(() => {})
  const before = [loaded.length > 0, whole, arrow()]
  await dataFrame.collect('x').catch(() => {})
  console.log(JSON.stringify([...before, arrow() > 0]))
`

it('loads neither undici nor the whole of rxjs, and Apache Arrow with the first frame, not before', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@fluxline/source', '--input-type=module', '--eval', program],
    { cwd: fileURLToPath(new URL('..', import.meta.url)) },
  )
  expect(JSON.parse(stdout)).toEqual([true, false, 0, true])
})
