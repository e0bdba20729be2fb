import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { InfluxDBClient } from '@fluxline/client'
import { machineMetrics } from '@fluxline/quickstart/machine'
import { useBucket } from '@fluxline/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyHeader } from '../src/page/access.ts'
import { machinePast } from '../src/server/past.ts'
import { readerToken } from '../src/server/reader-token.ts'
import { servePage } from '../src/server/serve.ts'
import { chromiumPath, launchChromium } from '@fluxline/test-support/chromium'
import type { Browser, Page } from '@fluxline/test-support/chromium'

const access = useBucket()
const pictures = join(import.meta.dirname, '..', '..', '..', 'coverage', 'dashboard')

describe('the access of the page', () => {
  it('needs the key of its address, and has no CORS', async () => {
    const { url, server } = await servePage({ url: 'u', org: 'o', bucket: 'b', token: 'secret' })
    const address = new URL(url)
    const key = address.hash.slice(1)
    const ask = async (headers: Record<string, string>, method = 'GET'): Promise<Response> =>
      fetch(new URL('/access.json', address), { method, headers: { origin: 'http://localhost:3000', ...headers } })
    expect(key.length).toBeGreaterThan(30)
    for (const headers of [{}, { [keyHeader]: '' }, { [keyHeader]: `${key}x` }]) {
      const refused = await ask(headers)
      expect([refused.status, await refused.text()]).toEqual([404, ''])
    }
    const preflight = await ask({ 'access-control-request-method': 'GET' }, 'OPTIONS')
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
    await expect((await ask({ [keyHeader]: key })).json()).resolves.toMatchObject({ token: 'secret' })
    await server.close()
  })

  it('reads its bucket, and nothing else', async () => {
    const { url, token, org, bucket } = access
    await using owner = new InfluxDBClient({ url, token, org })
    await using reader = new InfluxDBClient({ url, token: await readerToken(owner, bucket), org })
    await expect(reader.query.collect(`from(bucket: "${bucket}") |> range(start: -1m)`)).resolves.toBeDefined()
    await expect(reader.write('m v=1', { bucket })).rejects.toMatchObject({ code: 'FLUXLINE_HTTP' })
    await expect(reader.query.collect('from(bucket: "_monitoring") |> range(start: -1m)')).rejects.toThrow('bucket')
    await expect(reader.authorizations.list()).resolves.toEqual([])
  })
})

describe.skipIf(chromiumPath === undefined)('the dashboard', { timeout: 60_000 }, () => {
  let browser: Browser
  let served: Awaited<ReturnType<typeof servePage>>

  beforeAll(async () => {
    await mkdir(pictures, { recursive: true })
    const { url, token, org, bucket } = access
    await using client = new InfluxDBClient({ url, token, org })
    await client.write(await machinePast(new Date()), { bucket })
    await client.write(machineMetrics(5000, new AbortController().signal), { bucket })
    served = await servePage(access)
    browser = await launchChromium()
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    await served?.server.close()
  })

  function open(): Promise<Page> {
    return browser.newPage({ viewport: { width: 1280, height: 760 } })
  }

  it('draws every metric, and shows the time of the data', async () => {
    const page = await open()
    await page.goto(served.url)
    await page.waitForSelector('section:nth-of-type(4) canvas')
    expect(await page.textContent('#status')).toMatch(/^as of /)
    expect(await page.locator('canvas').count()).toBe(4)
    expect(await page.locator('section').first().locator('.u-series .u-label').allTextContents()).toContain('core 0')
    expect(await inkOf(page)).toBeGreaterThan(50)
    await page.screenshot({ path: join(pictures, 'dashboard.png') })
    await page.close()
  })

  it('opens with the past of the machine', async () => {
    const page = await open()
    await page.goto(served.url)
    await page.click('text=1 h')
    const earlier = async (): Promise<number> => (await columnsOf(page)).length
    await expect.poll(earlier).toBeGreaterThan(400)
    await page.screenshot({ path: join(pictures, 'hour.png') })
    await page.close()
  })

  it('says in words and in a table what the charts show', async () => {
    const page = await open()
    await page.goto(served.url)
    await page.waitForSelector('section:nth-of-type(4) canvas')
    const pictures = page.getByRole('img')
    expect(await pictures.count()).toBe(4)
    expect(await pictures.first().getAttribute('aria-label')).toMatch(
      /^Processor, by core\. core 0 \d+ %, from \d+ % to \d+ %; /,
    )
    await page.click('text=Memory: numbers')
    const row = page.locator('details').getByRole('row', { name: /^used/ })
    expect(await row.textContent()).toMatch(/used.*iB/)
    await page.close()
  })

  it('queries another range on click', async () => {
    const page = await open()
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.postData() ?? ''))
    await page.goto(served.url)
    await page.waitForSelector('canvas')
    await page.click('text=1 h')
    await expect.poll(() => asked.some((body) => body.includes('start: -3600s'))).toBe(true)
    expect(await page.getAttribute('nav button:has-text("1 h")', 'aria-pressed')).toBe('true')
    await page.close()
  })

  it('shows an error, and asks for access again', async () => {
    const page = await open()
    await page.route('**/access.json', (route) =>
      route.fulfill({ json: { ...access, token: 'wrong' }, contentType: 'application/json' }),
    )
    await page.goto(served.url)
    await page.waitForSelector('#error:not([hidden])')
    expect(await page.textContent('#error')).toMatch(/401.*Check the token/s)
    await page.screenshot({ path: join(pictures, 'error.png') })
    await page.fill('input[name=url]', access.url)
    await page.fill('input[name=org]', access.org)
    await page.fill('input[name=bucket]', access.bucket)
    await page.fill('input[name=token]', access.token)
    await page.click('text=Connect')
    await page.waitForSelector('canvas')
    expect(await page.isHidden('#error')).toBe(true)
    await page.close()
  })
})

/** Returns the columns of the first chart that have ink, without its axis. */
function columnsOf(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const canvas = document.querySelector('canvas')!
    const { data, width, height } = canvas.getContext('2d')!.getImageData(120, 0, canvas.width - 120, canvas.height)
    const inked = (x: number): boolean =>
      Array.from({ length: height }, (_, y) => data[(y * width + x) * 4 + 3]!).some((alpha) => alpha > 128)
    return Array.from({ length: width }, (_, x) => x).filter(inked)
  })
}

/** Counts the opaque pixels of the first chart. */
function inkOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector('canvas')!
    const { data } = canvas.getContext('2d')!.getImageData(120, 0, canvas.width - 120, canvas.height)
    let ink = 0
    for (let at = 3; at < data.length; at += 4) if (data[at]! > 128) ink++
    return ink
  })
}
