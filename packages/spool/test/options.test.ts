import { describe, expect, it } from 'vitest'
import { fileSpool } from '../src/index.ts'

describe('fileSpool', () => {
  it('is plain data, with all defaults', () => {
    const spool = fileSpool({ directory: '/tmp/x' })
    expect(structuredClone(spool)).toEqual({
      directory: '/tmp/x',
      slot: 'default',
      maxBytes: 10_737_418_240,
      segmentBytes: 4_194_304,
      durability: 'process',
      syncInterval: 5000,
      maxAge: 0,
      whenFull: 'wait',
      order: 'oldest-first',
      module: expect.stringMatching(/^file:.*\/store\.ts$/) as string,
    })
  })

  it.each([
    [{}, 'directory'],
    [{ directory: '' }, 'directory'],
    [{ directory: 5 }, 'directory'],
    [{ directory: 'x', slot: '../y' }, 'slot'],
    [{ directory: 'x', slot: 'a/b' }, 'slot'],
    [{ directory: 'x', slot: '' }, 'slot'],
    [{ directory: 'x', slot: '.' }, 'slot'],
    [{ directory: 'x', segmentBytes: 10 }, 'segmentBytes'],
    [{ directory: 'x', maxBytes: 4096 }, 'maxBytes'],
    [{ directory: 'x', durability: 'memory' }, 'durability'],
    [{ directory: 'x', whenFull: 'block' }, 'whenFull'],
    [{ directory: 'x', order: 'fifo' }, 'order'],
    [{ directory: 'x', maxAge: -1 }, 'maxAge'],
    [{ directory: 'x', syncInterval: NaN }, 'syncInterval'],
    [{ directory: 'x', maxbytes: 5 }, 'maxBytes'],
    [{ sf_dir: 'x' }, 'directory'],
  ])('refuses %o', (options, named) => {
    expect(() => fileSpool(options as never)).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_OPTION', message: expect.stringContaining(named) as string }) as Error,
    )
  })
})
