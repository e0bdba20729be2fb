import { join } from 'node:path'
import { chromiumPath, launchChromium } from '@fluxline/test-support/chromium'
import type { Browser, Page } from '@fluxline/test-support/chromium'
import axe from 'axe-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveSite } from '../../src/site/serve.ts'
import type { SiteServer } from '../../src/site/serve.ts'
import { buildSite, readPages } from './built-site.ts'
import { phrases } from './phrases.ts'

const screenshots = join(import.meta.dirname, '../../screenshots')
const schemes = ['light', 'dark'] as const
/** The least width of a phone. */
const PHONE = { width: 360, height: 740 }
const DESK = { width: 1280, height: 900 }

/** One page of each kind. */
const KINDS = [
  '/',
  '/404.html',
  '/errors/',
  '/guides/getting-started/',
  '/guides/performance/',
  '/guides/surviving-outages/',
  '/reference/point/',
  '/reference/point/Point/',
  '/reference/write-batching/BatchOptions/',
  '/reference/write-batching/createBatchWriter/',
  '/reference/core/FluxlineErrorCode/',
]

describe.skipIf(chromiumPath === undefined)('the site in Chromium', { timeout: 600_000 }, () => {
  let addresses: readonly string[]
  let server: SiteServer
  let browser: Browser

  beforeAll(async () => {
    await buildSite()
    addresses = (await readPages()).map(({ address }) => address)
    server = await serveSite(0)
    browser = await launchChromium()
  }, 300_000)

  afterAll(async () => {
    await browser?.close()
    await server?.[Symbol.asyncDispose]()
  })

  describe('its search', () => {
    let page: Page

    beforeAll(async () => {
      page = await browser.newPage()
      // The first opening loads the index.
      page.setDefaultTimeout(20_000)
      await page.goto(`${server.url}/errors/`)
      await page.click('button[data-open-modal]')
    })

    it.each(phrases)('finds %s', async (phrase, ...addresses) => {
      const found = await search(page, phrase)
      expect(found.filter((address) => addresses.includes(address))).not.toEqual([])
    })

    it('says so if it finds nothing', async () => {
      expect(await search(page, 'qqqzzz')).toEqual([])
    })
  })

  it('fits on a phone, page by page', async () => {
    const wide: string[] = []
    // Scripts do not change the layout, and pages load faster without.
    await forEachPage(addresses, { viewport: PHONE, javaScriptEnabled: false }, async (page, address) => {
      const width = await page.evaluate<number>('document.documentElement.scrollWidth')
      if (width > PHONE.width) wide.push(`${address} is ${width} px wide`)
    })
    expect(wide).toEqual([])
  })

  it.each(schemes)('has nothing that axe complains about, in %s', async (colorScheme) => {
    const complaints: string[] = []
    const guides = addresses.filter((address) => address.startsWith('/guides/'))
    // Guides look alike: their colors are checked in one scheme.
    const checked = colorScheme === 'light' ? new Set([...KINDS, ...guides]) : KINDS
    await forEachPage([...checked], { colorScheme, viewport: DESK }, async (page, address) => {
      for (const complaint of await complaintsOf(page)) complaints.push(`${address}: ${complaint}`)
    })
    expect(complaints).toEqual([])
  })

  it.each(schemes)('draws each kind of page without an error, and leaves a screenshot, in %s', async (colorScheme) => {
    const failures: string[] = []
    for (const viewport of [PHONE, DESK]) {
      await forEachPage(KINDS, { colorScheme, viewport }, async (page, address) => {
        page.on('pageerror', (error) => failures.push(`${address}: ${error.message}`))
        const name = address.replaceAll(/^\/|\/$|\.html$/g, '').replaceAll('/', '-') || 'home'
        const path = join(screenshots, `${name}-${viewport.width}-${colorScheme}.png`)
        await page.screenshot({ path, fullPage: address === '/' })
      })
    }
    expect(failures).toEqual([])
  })

  it('opens its menu on a phone, and goes to a guide', async () => {
    const page = await browser.newPage({ viewport: PHONE })
    await page.goto(`${server.url}/errors/`)
    await page.getByRole('button', { name: 'Menu' }).click()
    expect(await complaintsOf(page)).toEqual([])
    await page.getByRole('navigation').getByRole('link', { name: 'Getting started: a backend' }).click()
    await page.waitForURL('**/guides/getting-started/')
    await page.close()
  })

  /** Visits pages in some tabs at once. */
  async function forEachPage(
    addresses: readonly string[],
    options: Parameters<Browser['newContext']>[0],
    visit: (page: Page, address: string) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext(options)
    const left = addresses.values()
    const tabs = Array.from({ length: 3 }, async () => {
      const page = await context.newPage()
      for (const address of left) {
        await page.goto(server.url + address)
        await visit(page, address)
      }
    })
    await Promise.all(tabs)
    await context.close()
  }
})

/** The addresses of the first three pages that the search lists. */
async function search(page: Page, phrase: string): Promise<readonly string[]> {
  await page.fill('.pagefind-ui__search-input', '')
  await page.fill('.pagefind-ui__search-input', phrase)
  const message = page.locator('.pagefind-ui__message', { hasText: /results? for / }).filter({ hasText: phrase })
  await message.waitFor()
  const count = Number(/^\d+/.exec((await message.textContent()) ?? '')?.[0] ?? 0)
  if (count === 0) return []
  const titles = page.locator('.pagefind-ui__result-inner > .pagefind-ui__result-title .pagefind-ui__result-link')
  await titles.nth(Math.min(count, 3) - 1).waitFor()
  const links = await titles.all()
  const found = await Promise.all(links.slice(0, 3).map((link) => link.getAttribute('href')))
  return found.map((link) => link!.replace(/#.*/, ''))
}

const isReachable =
  '[...document.querySelectorAll("pre")].every((code) => code.scrollWidth <= code.clientWidth || code.tabIndex >= 0)'

/** What axe says against a page by WCAG 2.2 AA: the rules, and what breaks them. */
async function complaintsOf(page: Page): Promise<readonly string[]> {
  // Code that scrolls becomes reachable by the keyboard when the page is idle.
  await page.waitForFunction(isReachable, undefined, { polling: 100, timeout: 20_000 })
  await page.evaluate(axe.source)
  const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run(${JSON.stringify({ runOnly })})`)
  return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => `${id} at ${html.slice(0, 160)}`))
}
