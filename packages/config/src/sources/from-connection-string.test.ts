import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromConnectionString, sourcesOf } from '../index.ts'

describe('a connection string', () => {
  it('has the settings in its query', () => {
    const text = 'https://influx.example/path?org=acme&token=t%26x&timeout=5000&verify_ssl=no&tags.Site=a&tags.b.c=d'
    const config = fromConnectionString(text)
    expect(config).toEqual({
      url: 'https://influx.example/path',
      org: 'acme',
      token: 't&x',
      timeout: 5000,
      tls: { verify: false },
      defaultTags: { Site: 'a', 'b.c': 'd' },
    })
    expect(sourcesOf(config)).toMatchObject({
      url: "The connection string's url",
      'defaultTags.Site': "The connection string's tags.Site",
    })
  })

  it('can have a user before the host', () => {
    expect(fromConnectionString('http://me:p%40ss@localhost:8086?org=acme')).toEqual({
      url: 'http://localhost:8086/',
      org: 'acme',
      user: { username: 'me', password: 'p@ss' },
    })
  })

  it('keeps a percent sign that is not an escape', () => {
    expect(fromConnectionString('http://me:100%@a').user).toEqual({ username: 'me', password: '100%' })
  })

  it('can take secrets from the environment', () => {
    const env = { TOKEN: 'my-secret' }
    expect(fromConnectionString('http://a?token=${env.TOKEN}', { env })).toEqual({
      url: 'http://a/',
      token: 'my-secret',
    })
  })

  it('returns every token unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (token) => {
        fc.pre(!token.includes('${') && !/^(["']).*\1$/s.test(token))
        expect(fromConnectionString(`http://a?${new URLSearchParams({ token })}`).token).toBe(token)
      }),
    )
  })

  it.each(['token=a&token=b', 'tags.site=a&tags.site=b'])('that gives a key twice is refused: %s', (settings) => {
    expect(() => fromConnectionString(`http://a?${settings}`)).toThrow(/is given twice; remove the second one\.$/)
  })

  it.each([
    'my-secret',
    'my-secret:8086',
    'ftp://my-secret',
    'http://a?my-secret-that-is-longer-than-any-key-there-is',
    'http://a?token=x&my%20secret=my-secret',
    'http://a?token=my-secret&tokenn=my-secret',
    'http://a?timeout=my-secret-my-secret&token=t',
    'http://me:my-secret@a?token=my-secret',
  ])('is refused without showing a possible secret: %s', (text) => {
    let error: unknown
    try {
      fromConnectionString(text)
    } catch (caught) {
      error = caught
    }
    expect(error).toMatchObject({ code: 'FLUXLINE_CONFIG' })
    expect(String(error)).not.toMatch(/my.secret/)
  })
})
