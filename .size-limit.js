// Gzipped sizes of what a consumer's bundler makes of each package, built for the edge.
const edge = (config) => ({ ...config, platform: 'neutral', conditions: ['workerd'], mainFields: ['module', 'main'] })
const entry = (name, path, names, limit) => ({
  name,
  path,
  import: names,
  limit,
  gzip: true,
  modifyEsbuildConfig: edge,
})

export default [
  entry('point: Point', 'packages/point/dist/index.js', '{ Point }', '4 kB'),
  entry('core: createClient + write', 'packages/core/dist/index.js', '{ createClient, write }', '6 kB'),
]
