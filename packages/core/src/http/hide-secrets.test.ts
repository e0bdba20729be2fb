import { describe, expect, it } from 'vitest'
import { hideSecrets as hideBriefly } from '../platform/explain-briefly.ts'
import { alwaysHide, hideSecrets } from './hide-secrets.ts'

const token = 'p9-Xo_aBq3RtUv7WyZ0123456789abcdefGHIJKLMNOPQRSTUVWXYZ-_0987654321zyxwvutsrqponmlkjihgf=='
const odd = 'pä ss"w/o+r\\d!é'

const header = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`
const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** Everything that a server may make of a secret. */
const forms: readonly (readonly [name: string, encode: (secret: string) => string])[] = [
  ['as it is', (secret) => secret],
  ['in another case', (secret) => secret.toUpperCase()],
  ['percent-encoded', encodeURIComponent],
  ['percent-encoded in lower case', (secret) => encodeURIComponent(secret).replace(/%../g, (hex) => hex.toLowerCase())],
  ['percent-encoded twice', (secret) => encodeURIComponent(encodeURIComponent(secret))],
  ['as the data of a form', (secret) => new URLSearchParams({ secret }).toString().slice(7)],
  ['escaped as in JSON', (secret) => JSON.stringify(secret).slice(1, -1)],
  ['escaped as in JSON within JSON', (secret) => JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
  ['escaped as in ASCII JSON', (secret) => secret.replace(/[^a-z0-9]/gi, unicodeEscape)],
  ['escaped as in HTML', (secret) => secret.replace(/["/+=]/g, (char) => `&#${char.charCodeAt(0)};`)],
  ['in base64', base64],
  ['in base64 of addresses', (secret) => Buffer.from(secret).toString('base64url')],
  ['in base64, percent-encoded', (secret) => encodeURIComponent(base64(secret))],
  ...['m', 'me', 'ada', 'root'].map((user) => {
    return [`in base64 after ${user}:`, (secret: string) => base64(`${user}:${secret}`)] as const
  }),
  ['cut before an ellipsis', (secret) => `${secret.slice(0, 10)}…`],
]

function unicodeEscape(character: string): string {
  return String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

describe.each([
  ['a token', token, { headers: { authorization: `Token ${token}` } }],
  ['a bearer token', token, { headers: { authorization: `Bearer ${token}` } }],
  ['a password', odd, { headers: { authorization: header(`me:${odd}`) } }],
  ['a cookie', token, { headers: { cookie: `influxdb-oss-session=${token}; other=1` } }],
  ['a header of the caller', odd, { headers: { 'x-api-key': odd } }],
  ['a secret of the body', odd, { secrets: [odd] }],
])('%s', (_, secret, sent) => {
  it.each(forms)('is hidden %s', (__, encode) => {
    const text = `Before ${encode(secret)} after, and "${encode(secret)}".`
    const shown = hideSecrets(text, sent)
    expect(shown).toMatch(/^Before (?:\w{0,8})\*\*\*\S{0,4}… after|^Before \w{0,8}\*\*\*\S{0,4} after/)
    expect(shown).not.toContain(encode(secret).slice(3, -4))
  })
})

it('hides a header with its credentials as the server repeats it', () => {
  const sent = { headers: { authorization: `Token ${token}`, 'user-agent': 'fluxline' } }
  expect(hideSecrets(`authorization: Token ${token}\r\nuser-agent: fluxline`, sent)).toBe(
    'authorization: Token ***\r\nuser-agent: fluxline',
  )
})

it.each([
  ['authorization', 'Token abc', 'Authorization: Token abc', 'Authorization: ***'],
  ['authorization', 'Token abc', '{"authorization":"Token abc"}', '{"authorization":"***"}'],
  ['authorization', header('me:ab'), `authorization: ${header('me:ab')}`, 'authorization: ***'],
  ['x-api-key', 'abc', 'X-Api-Key: abc, x-api-key=abc, {"x-api-key":"abc"}', '***, ***, {"***"}'],
  ['cookie', 'session=abc', 'cookie: session=abc', 'cookie: ***'],
])('hides a short secret only in its header: %s: %s', (name, value, echo, expected) => {
  const words = 'abc is the alphabet, and ab of the tokens of me are not; see fabcd'
  expect(hideSecrets(`${words}\n${echo}`, { headers: { [name]: value } })).toBe(`${words}\n${expected}`)
})

it('hides any token of InfluxDB, and nothing else without secrets', () => {
  const other = `${'Ab-_'.repeat(21)}Ab==`
  expect(hideSecrets(`org "${other}" not found, ${encodeURIComponent(other)}`, {})).toBe('org "***" not found, ***')
  const words = `${'a'.repeat(90)} == ${'Ab-_'.repeat(30)}==`
  expect(hideSecrets(words, {})).toBe(words)
})

it.each([257, 4_096])('hides a secret of %d characters in every form', (length) => {
  const secret = `a-"/ä\\`.repeat(length / 6 + 1).slice(0, length - 2) + '_z'
  for (const [name, encode] of forms) {
    const shown = hideSecrets(`Before ${encode(secret)} after`, { secrets: [secret] })
    expect(`${name}: ${shown}`).toMatch(/: Before \w{0,8}\*\*\*(\S{0,4} after|…( after)?)?$/)
  }
})

it('hides a secret of any length', () => {
  const secret = 'a-'.repeat(100_000)
  expect(hideSecrets(`Before ${secret}`, { secrets: [secret] })).toBe('Before ***')
})

it('hides what belongs to no request', () => {
  alwaysHide(['proxy-p4ss'])
  expect(hideSecrets('407 for me:proxy-p4ss', {})).toBe('407 for me:***')
})

it('leaves JSON what it is', () => {
  const sent = { headers: { 'x-token': odd } }
  const text = JSON.stringify({ message: `a \\"${odd} b`, line: [`"${odd}`], [odd]: 1 })
  expect(() => JSON.parse(hideSecrets(text, sent)) as unknown).not.toThrow()
})

it('shows the first 64 kB of a text that may have secrets, and no part of a secret at its end', () => {
  const sent = { headers: { authorization: `Token ${token}` } }
  for (let left = 6; left < token.length; left += 9) {
    const shown = hideSecrets(`${'x '.repeat(32_768).slice(left)}${token}`, sent)
    expect(shown.slice(-5)).toBe(' ***…')
  }
  const long = 'x '.repeat(100_000)
  expect(hideSecrets(long, sent)).toBe(long)
})

it.each(['p9-Xo_aBq3', 'p9', '\\', '%25', '&#', '&amp;', 'a-', '…', `${token.slice(0, -1)} `])(
  'takes linear time for repetitions of %j',
  (unit) => {
    const sent = { headers: { authorization: `Token ${token}` } }
    const fastest = (length: number): number => {
      const text = `${token}${unit.repeat(length / unit.length)}==`
      const times = Array.from({ length: 5 }, () => {
        const startMs = performance.now()
        hideSecrets(text, sent)
        return performance.now() - startMs
      })
      return Math.min(...times)
    }
    // Quadratic time would be 64 times as long.
    expect(fastest(64_000) / Math.max(0.5, fastest(8_000))).toBeLessThan(32)
  },
)

it.each(['authorization: Token %', '%', '{"message":"%"}'])('hides secrets in bundles for the edge too: %s', (text) => {
  const sent = { headers: { authorization: `Token ${token}`, accept: 'application/json' }, secrets: ['other-p4ss'] }
  for (const encode of [String, encodeURIComponent, base64]) {
    const shown = hideBriefly(text.replace('%', encode(token)), sent)
    expect(shown).toContain('***')
    expect(shown).not.toContain(encode(token).slice(0, -6))
  }
  expect(hideBriefly('other-p4ss application/json', sent)).toBe('*** application/json')
})
