import { describe, expect, it } from 'vitest'
import { bucketText } from './bucket-text.ts'

describe('bucketText', () => {
  it.each([
    [undefined, undefined],
    ['', ''],
    ['metrics', 'metrics'],
    [{ id: '0123456789abcdef', name: 'metrics' }, '0123456789abcdef'],
    [{ name: 'metrics' }, 'metrics'],
    [{ database: 'db' }, 'db'],
    [{ database: 'db', retentionPolicy: 'a/b' }, 'db/a/b'],
  ])('reads %j as %j', (bucket, text) => {
    expect(bucketText(bucket)).toBe(text)
  })

  it.each([5, null, {}, { id: 5 }, { database: 'a/b' }, { database: 5 }, [], true])('refuses %j', (bucket) => {
    expect(() => bucketText(bucket, 'write')).toThrow(
      expect.objectContaining({
        code: 'FLUXLINE_OPTION',
        option: 'bucket',
        message: expect.stringMatching(/^write: `bucket` must be a name, an ID or a bucket, not /),
      }),
    )
  })
})
