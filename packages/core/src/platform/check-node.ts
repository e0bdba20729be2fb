import manifest from '../../package.json' with { type: 'json' }

const floor: string = manifest.engines.node.replace('>=', '')

/**
 * Checks that Node is not older than the packages support.
 *
 * @throws Error naming the lowest version
 */
export function checkNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [lowestMajor = 0, lowestMinor = 0] = floor.split('.').map(Number)
  if (major > lowestMajor || (major === lowestMajor && minor >= lowestMinor)) return
  throw new Error(`fluxline needs Node.js ${floor} or later, and this is ${version}.`)
}

// On import, since undici fails there with an error about itself.
checkNode(process.versions.node)
