import { expect, it } from 'vitest'
import { refuseCall } from './refuse-call.ts'

it('keeps the methods, and throws if the object is called', () => {
  const api = refuseCall({ read: () => 1 }, () => new Error('call read'))
  expect(api.read()).toBe(1)
  expect({ ...api }).toHaveProperty('read')
  expect(() => (api as unknown as () => void)()).toThrow('call read')
})
