import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

/** Runs a program in a separate process, which tells the modules of packages and of Node that it has loaded. */
async function loadedBy(program: string): Promise<unknown> {
  const text = `
    import { registerHooks, builtinModules } from 'node:module'
    const urls = []
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
    const undici = () => urls.some((url) => url.includes('/undici/'))
    const all = () => urls.some((url) => url.endsWith('/undici/index.js'))
    const builtin = (name) => process.moduleLoadList.includes('NativeModule ' + name)
    const ask = (client) => client.request({ method: 'GET', path: '/x' }).catch((error) => error.code)
    ${program}
  `
  const args = ['--conditions=@fluxline/source', '--input-type=module', '--eval', text]
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  })
  return JSON.parse(stdout)
}

it('core loads neither undici nor modules of Node for HTTP, TLS and compression; the first request loads a part of undici', async () => {
  const loaded = await loadedBy(`
    const { createClient } = await import('@fluxline/core')
    const client = createClient({ url: 'http://127.0.0.1:1' })
    const before = [undici(), ...['http', 'http2', 'tls', 'zlib', 'net', 'stream/web'].map(builtin)]
    const code = await ask(client)
    console.log(JSON.stringify({ before, code, after: [undici(), all()] }))
  `)
  expect(loaded).toEqual({
    before: Array.from({ length: 7 }, () => false),
    code: 'FLUXLINE_CONNECTION',
    after: [true, false],
  })
})

it('a dispatcher that was passed is used without undici', async () => {
  const loaded = await loadedBy(`
    const { createClient } = await import('@fluxline/core')
    const dispatcher = {
      dispatch(options, handler) {
        handler.onRequestStart({ abort() {}, pause() {}, resume() {} }, {})
        handler.onResponseStart({}, 204, { 'x-influxdb-version': options.path })
        handler.onResponseEnd({}, {})
        return true
      },
      async close() {},
    }
    const client = createClient({ url: 'http://influx.example', dispatcher })
    const { headers } = await client.request({ method: 'GET', path: '/x' })
    console.log(JSON.stringify([headers.get('x-influxdb-version'), undici()]))
  `)
  expect(loaded).toEqual(['/x', false])
})

it('options are checked at the call, although undici is loaded later', async () => {
  const loaded = await loadedBy(`
    const { createClient } = await import('@fluxline/core')
    const wrong = [{ tls: { ca: '/no/such.pem' } }, { proxy: 'socks5://p' }, { connections: 0 }]
    const codes = wrong.map((options) => {
      try { createClient({ url: 'https://influx.example', ...options }) } catch ({ code }) { return code }
    })
    console.log(JSON.stringify([...codes, undici()]))
  `)
  expect(loaded).toEqual(['FLUXLINE_OPTION', 'FLUXLINE_OPTION', 'FLUXLINE_OPTION', false])
})

it('core/fetch never loads undici', async () => {
  const loaded = await loadedBy(`
    const { createClient } = await import('@fluxline/core/fetch')
    const code = await ask(createClient({ url: 'http://127.0.0.1:1' }))
    console.log(JSON.stringify([code, undici()]))
  `)
  expect(loaded).toEqual(['FLUXLINE_CONNECTION', false])
})
