import { expect, it } from 'vitest'
import { inPublishOrder } from './manifests.ts'

const exports = {}
const version = '1.0.0'

it('orders packages after those that they depend on, peers included', () => {
  const manifests = [
    { name: 'client', version, exports, dependencies: { query: '^1.0.0', rxjs: '7' } },
    { name: 'query', version, exports, dependencies: { csv: '^1.0.0' }, peerDependencies: { core: '^1.0.0' } },
    { name: 'core', version, exports },
    { name: 'csv', version, exports },
  ]
  expect(inPublishOrder(manifests).map(({ name }) => name)).toEqual(['csv', 'core', 'query', 'client'])
})
