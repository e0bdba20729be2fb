import { entries } from './tooling/size/src/entries.ts'

// What a consumer's bundler makes of each entry, minified and gzipped.
const fileOf = (name) => `packages/${name.replace('/', '/dist/')}${name.includes('/') ? '' : '/dist/index'}.js`

export default entries.map(({ name, imports, limit, peers = [], node = false }) => ({
  name,
  path: Object.keys(imports).map(fileOf),
  import: Object.fromEntries(Object.entries(imports).map(([path, names]) => [fileOf(path), names])),
  limit: `${limit} B`,
  ignore: node ? [...peers, 'node:*'] : peers,
  gzip: true,
  modifyEsbuildConfig: (config) => ({
    ...config,
    platform: 'neutral',
    conditions: [node ? 'node' : 'workerd'],
    mainFields: ['module', 'main'],
  }),
}))
