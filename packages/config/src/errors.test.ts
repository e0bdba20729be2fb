import { expect, it } from 'vitest'
import * as config from './index.ts'

type AnyClass = new (...args: readonly unknown[]) => object

const classes = Object.entries(config).filter(([, value]) => /^class\b/.test(String(value)))

it.each(classes)('%s can be created with wrong arguments', (_, exported) => {
  for (const args of [[], [{}]]) {
    expect(new (exported as unknown as AnyClass)(...args)).toMatchObject({ code: expect.stringMatching(/^FLUXLINE_/) })
  }
})

it('exports two classes', () => {
  expect(classes.map(([name]) => name)).toEqual(['ConfigError', 'OptionError'])
})
