import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeTaskOption, withTaskOption } from './task-option.ts'

const script = 'import "array"\n\n// a comment\narray.from(rows: [{v: 1}])\n'

describe('a task option', () => {
  it('follows the script, so that imports stay first', () => {
    expect(withTaskOption(script, { name: 'hourly', every: '1h', offset: '5m' })).toBe(
      `${script}\noption task = {name: "hourly", every: 1h, offset: 5m}\n`,
    )
    expect(withTaskOption('x', { name: 'nightly', cron: '0 3 * * *' })).toBe(
      'x\n\noption task = {name: "nightly", cron: "0 3 * * *"}\n',
    )
  })

  it('can have any name', () => {
    expect(withTaskOption('x', { name: 'a "b" ${c} \\\n', every: '1h' })).toContain(
      String.raw`{name: "a \"b\" \x24{c} \\\n", every: 1h}`,
    )
  })

  it.each(['1x', '', '1h}', 'v', '1'])('refuses %j as a duration', (every) => {
    expect(() => withTaskOption('x', { name: 'n', every })).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_OPTION' }),
    )
  })

  it('is refused if the script has one, and without a name', () => {
    expect(() => withTaskOption('x', { name: ' ', every: '1h' })).toThrow('name of the task is empty')
    expect(() => withTaskOption('option task = {name: "a", every: 1h}', { name: 'b', every: '2h' })).toThrow(
      'remove it',
    )
  })

  it('is not found in comments, strings and regular expressions', () => {
    const hidden = '// option task = {}\nx = "option task = {${"{}"}"\ny = "\\"" =~ /"option task = {/\nz = 4 / 2 / "1"'
    expect(withTaskOption(hidden, { name: 'n', every: '1h' })).toContain('{name: "n"')
  })
})

describe('a change of a task option', () => {
  const given = `option task = {
    name: "a", // its name
    every: 1h,
    offset: 5m,
}
${script}`

  it.each([
    ['the name', { name: 'b "c"' }, given.replace('"a"', String.raw`"b \"c\""`)],
    ['the interval', { every: '2h' }, given.replace('1h', '2h')],
    ['the kind of schedule', { cron: '@hourly' }, given.replace('every: 1h', 'cron: "@hourly"')],
    ['the offset', { offset: '1m' }, given.replace('5m', '1m')],
    ['a removed offset', { offset: null }, given.replace(',\n    offset: 5m', '')],
    ['two at once', { name: 'b', offset: '1m' }, given.replace('"a"', '"b"').replace('5m', '1m')],
  ])('changes %s and nothing else', (_, changes, expected) => {
    expect(changeTaskOption(given, changes)).toBe(expected)
  })

  it.each([
    ['option task={every:1h,name:"a"}', { offset: '1m' }, 'option task={every:1h,name:"a", offset: 1m}'],
    ['option task = {offset: 1m, name: "a"}', { offset: null }, 'option task = {name: "a"}'],
    ['option task = {name: "a"}', { offset: null }, 'option task = {name: "a"}'],
    ['option task = {name: "a,}", "every": f(x: {y: 1})}', { every: '1h' }, 'option task = {name: "a,}", every: 1h}'],
  ])('reads %j', (flux, changes, expected) => {
    expect(changeTaskOption(flux, changes)).toBe(expected)
  })

  it('is refused without an option to change', () => {
    expect(() => changeTaskOption('option task = f()', { name: 'b' })).toThrow('pass the whole script')
  })

  it('returns the script that withTaskOption would have written', () => {
    const text = fc.string({ unit: 'grapheme' }).map((found) => `a${found}`)
    fc.assert(
      fc.property(text, text, (before, after) => {
        const schedule = { every: '1h', offset: '2m' }
        const renamed = changeTaskOption(withTaskOption(script, { name: before, ...schedule }), { name: after })
        expect(renamed).toBe(withTaskOption(script, { name: after, ...schedule }))
      }),
    )
  })
})
