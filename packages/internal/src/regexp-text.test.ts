import { describe, expect, it } from 'vitest'
import { toRegexp } from './regexp-text.ts'

describe('a regular expression', () => {
  it.each([
    ['i', String.raw`^host_\d+\/x$`, String.raw`(?i)^host_\d+\/x$`],
    ['dgimsu', 'a', '(?ims)a'],
    ['', '[/]', String.raw`[\/]`],
    ['', String.raw`(?<year>\d{4})`, String.raw`(?P<year>\d{4})`],
    ['u', String.raw`\u00e9\x41\u{1F388}`, 'éA🎈'],
    ['', String.raw`\ud83c\udf88`, '🎈'],
    ['', String.raw`\u{2}`, 'u{2}'],
    ['', String.raw`\x2e\0\cJ`, String.raw`\.\x00\x0a`],
    ['', '[^]', String.raw`[\s\S]`],
    ['', String.raw`[a[b&&c\b]`, String.raw`[a\[b\&\&c\x08]`],
    ['', '[(?=]', '[(?=]'],
    // Outside of unicode mode an unknown escaped letter is the letter; RE2 would take it for an anchor.
    ['', String.raw`\A\z\p\-`, String.raw`Azp\-`],
    ['u', String.raw`\p{L}`, String.raw`\p{L}`],
    ['', 'x{2,3}{', String.raw`x{2,3}\{`],
    ['', '\0[\t\0/]/', String.raw`\x00[\x09\x00\/]\/`],
  ])('with the flags "%s", %s, is %s in Flux', (flags, source, expected) => {
    expect(toRegexp(new RegExp(source, flags), 'it', 'Flux')).toBe(expected)
  })

  it.each([
    ['', 'a(?=b)', 'look-ahead'],
    ['', 'a(?!b)', 'look-ahead'],
    ['', '(?<=a)b', 'look-behind'],
    ['', '(?<!a)b', 'look-behind'],
    ['', String.raw`(a)\1`, 'backreferences'],
    ['', String.raw`(?<x>a)\k<x>`, 'backreferences'],
    ['', '[]', 'an empty class'],
    ['', String.raw`\ud83c`, 'unpaired surrogates'],
    ['y', 'a', 'the flag y'],
    ['v', 'a', 'the flag v'],
  ])('with the flags "%s", %s, is refused because Flux does not support %s', (flags, source, what) => {
    const regexp = new RegExp(source, flags)
    expect(() => toRegexp(regexp, 'params.host', 'Flux')).toThrow(
      expect.objectContaining({
        code: 'FLUXLINE_QUERY',
        message: `params.host is ${String(regexp)}, but Flux does not support ${what}; filter without it.`,
      }),
    )
  })
})
