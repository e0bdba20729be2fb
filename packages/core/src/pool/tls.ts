import type { SecureContext } from 'node:tls'
import type { buildConnector } from 'undici'
import { describeUnknown } from '#explain'
import { checkNames } from '@fluxline/internal/option-names'
import { OptionError } from '../errors.ts'
import { knownTlsOptions } from './node-options.ts'
import type { TlsOptions } from './node-options.ts'

/**
 * Returns a connector's trusted and own certificates. They are read and checked now rather than by the first request.
 *
 * @throws OptionError that names the wrong member of `option`
 */
export function readTls(option: string, tls: TlsOptions = {}): buildConnector.BuildOptions {
  checkNames(option, tls, knownTlsOptions, describeUnknown)
  const { verify = true, ca, cert, key } = tls
  if ((cert === undefined) !== (key === undefined)) {
    const missing = `${option}.${key === undefined ? 'key' : 'cert'}`
    throw new OptionError(`\`${option}.cert\` and \`${option}.key\` must be set together`, { option: missing })
  }
  const isUnset = ca === undefined && cert === undefined
  return { rejectUnauthorized: verify, ...(!isUnset && { secureContext: createContext(option, tls) }) }
}

/** Node's modules are loaded for certificates alone. */
function createContext(option: string, { ca, cert, key, passphrase }: TlsOptions): SecureContext {
  const { createSecureContext } = process.getBuiltinModule('node:tls')
  const authorities = ca === undefined ? {} : { ca: [ca].flat().map((each) => readAuthority(`${option}.ca`, each)) }
  if (cert === undefined || key === undefined) return createSecureContext(authorities)
  const certificate = { cert: readPem(`${option}.cert`, cert) }
  const privateKey = { key: readPem(`${option}.key`, key), passphrase }
  orRefused(`${option}.cert`, 'has no certificate as PEM text', () => createSecureContext(certificate))
  orRefused(`${option}.key`, `cannot be read; check it and \`${option}.passphrase\``, () =>
    createSecureContext(privateKey),
  )
  const all = { ...authorities, ...certificate, ...privateKey }
  return orRefused(`${option}.key`, `is not the key of \`${option}.cert\``, () => createSecureContext(all))
}

/** A context accepts anything as an authority, and then trusts nobody. */
function readAuthority(option: string, value: unknown): string {
  if (typeof value !== 'string')
    throw new OptionError(`\`${option}\` must be a string or an array of strings`, { option })
  const pem = readPem(option, value)
  const { X509Certificate } = process.getBuiltinModule('node:crypto')
  orRefused(option, 'has no certificate as PEM text', () => new X509Certificate(pem))
  return pem
}

/** A value that cannot be read may be a secret, or a part of one, so it is shown only if it looks like a file. */
function readPem(option: string, value: string): string {
  if (value.includes('-----BEGIN ')) return value
  try {
    return process.getBuiltinModule('node:fs').readFileSync(value, 'utf8')
  } catch (error) {
    const file = /\.(pem|crt|cer|cert|key)$/i.test(value) ? `: ${value}` : ''
    // The system's error has the path.
    const { code } = error as NodeJS.ErrnoException
    throw new OptionError(`\`${option}\` is neither PEM text nor a file that can be read (${code})${file}`, { option })
  }
}

function orRefused<T>(option: string, problem: string, create: () => T): T {
  try {
    return create()
  } catch (cause) {
    throw new OptionError(`\`${option}\` ${problem}`, { option, cause })
  }
}
