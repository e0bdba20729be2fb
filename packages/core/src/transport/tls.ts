import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { SecureContext } from 'node:tls'
import type { buildConnector } from 'undici'
import { OptionError } from '../errors.ts'
import type { TlsOptions } from './node-options.ts'

/**
 * Whom a connector trusts, and how it proves who we are; read and tried now rather than by the first request.
 *
 * @throws OptionError that names the member of `option` that cannot be used
 */
export function readTls(option: string, tls: TlsOptions = {}): buildConnector.BuildOptions {
  const { verify = true, ca, cert, key } = tls
  if ((cert === undefined) !== (key === undefined)) {
    throw new OptionError(`${option}.cert and ${option}.key belong together; give both`)
  }
  const isPlain = ca === undefined && cert === undefined
  return { rejectUnauthorized: verify, ...(!isPlain && { secureContext: contextOf(option, tls) }) }
}

function contextOf(option: string, { ca, cert, key, passphrase }: TlsOptions): SecureContext {
  const authorities = ca === undefined ? {} : { ca: [ca].flat().map((each) => readAuthority(`${option}.ca`, each)) }
  if (cert === undefined || key === undefined) return createSecureContext(authorities)
  const certificate = { cert: readPem(`${option}.cert`, cert) }
  const privateKey = { key: readPem(`${option}.key`, key, true), passphrase }
  orRefused(() => createSecureContext(certificate), `${option}.cert holds no certificate as PEM text`)
  orRefused(() => createSecureContext(privateKey), `${option}.key cannot be opened; check it, and ${option}.passphrase`)
  const all = { ...authorities, ...certificate, ...privateKey }
  return orRefused(() => createSecureContext(all), `${option}.key is not the key of ${option}.cert`)
}

/** A context takes anything for an authority, and then trusts nobody. */
function readAuthority(option: string, value: string): string {
  const pem = readPem(option, value)
  orRefused(() => new X509Certificate(pem), `${option} holds no certificate as PEM text`)
  return pem
}

/** Half a key is a secret too, so one that cannot be read is not shown. */
function readPem(option: string, value: string, isSecret = false): string {
  if (value.includes('-----BEGIN ')) return value
  try {
    return readFileSync(value, 'utf8')
  } catch (cause) {
    const problem = `${option} is neither PEM text nor a file that can be read`
    throw isSecret ? new OptionError(problem) : new OptionError(`${problem}: ${value}`, { cause })
  }
}

function orRefused<T>(make: () => T, problem: string): T {
  try {
    return make()
  } catch (cause) {
    throw new OptionError(problem, { cause })
  }
}
