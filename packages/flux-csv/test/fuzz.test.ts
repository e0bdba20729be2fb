import { expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'

it('reads broken answers the same way by every function and any split, or refuses them with its own errors', async () => {
  await expect(fuzz(1, 120)).resolves.toBeUndefined()
})
