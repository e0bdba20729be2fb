import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { config } from './web.ts'

// A separate process, which resolves as a Worker does, and records the modules that it loads.
const program = `
  import { registerHooks } from 'node:module'
  const loaded = []
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
  const { InfluxDBClient } = await import('@fluxline/client')
  const text = 'http://localhost:8086?org=acme&token=\${env.TOKEN}&tags.site=a'
  const byText = InfluxDBClient.fromConnectionString(text, { env: { TOKEN: 't' } })
  const env = { INFLUX_HOST: 'http://localhost:8086', INFLUX_TOKEN: 't', INFLUX_ORG: 'acme' }
  const byEnv = InfluxDBClient.fromEnv(env, { defaultTags: { site: 'b' } })
  const failed = await InfluxDBClient.fromConfigFile('influx.toml').catch(({ code }) => code)
  const files = loaded.filter((url) => /^node:(fs|os|path)|smol-toml/.test(url))
  const seen = [byText, byEnv].map(({ url, org, defaultTags }) => ({ url, org, defaultTags }))
  console.log(JSON.stringify({ seen, failed, files }))
`

it('reads connection strings and variables under the condition workerd, without a module for files', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@fluxline/source', '--conditions=workerd', '--input-type=module', '--eval', program],
    { cwd: fileURLToPath(new URL('../..', import.meta.url)) },
  )
  expect(JSON.parse(stdout)).toEqual({
    seen: [
      { url: 'http://localhost:8086', org: 'acme', defaultTags: { site: 'a' } },
      { url: 'http://localhost:8086', org: 'acme', defaultTags: { site: 'b' } },
    ],
    failed: 'FLUXLINE_OPTION',
    files: [],
  })
})

describe('in a runtime without files', () => {
  it.each<[string, () => unknown]>([
    ['fromConfigFile', () => config.fromConfigFile()],
    ['fromCliConfig', () => config.fromCliConfig()],
    ['fromEnv without variables', () => config.fromEnv()],
  ])('%s is an error that shows what to pass', async (_, act) => {
    await expect(new Promise((resolve) => resolve(act()))).rejects.toMatchObject({
      code: 'FLUXLINE_OPTION',
      message: expect.stringMatching(/not available in this runtime; pass .*fromEnv\(env\)/),
    })
  })
})
