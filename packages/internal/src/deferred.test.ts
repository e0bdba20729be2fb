import { expect, it } from 'vitest'
import { deferred } from './deferred.ts'

it('settles its promise from outside', async () => {
  const value = deferred<number>()
  value.resolve(1)
  expect(await value.promise).toBe(1)
  const failed = deferred()
  failed.reject(new Error('No.'))
  await expect(failed.promise).rejects.toThrow('No.')
})
