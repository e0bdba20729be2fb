// @peculiar/x509 requires it.
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata'
import { KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import { BasicConstraintsExtension, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509'

/** A certificate and its key, as PEM text. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** The contents of a certificate. */
export interface CertificateOptions {
  /** Host names and IP addresses. @defaultValue `['127.0.0.1', 'localhost']` */
  readonly hosts?: readonly string[] | undefined
  /** Expiry time. @defaultValue in a day */
  readonly expires?: Date | undefined
}

const DAY_MS = 86_400_000
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** A certificate authority for one test. */
export class Authority {
  readonly #keys: CryptoKeyPair
  readonly #name: string
  /** Its own certificate, for clients to trust. */
  readonly cert: string

  private constructor(keys: CryptoKeyPair, name: string, cert: string) {
    this.#keys = keys
    this.#name = name
    this.cert = cert
  }

  static async create(): Promise<Authority> {
    const keys = await newKeys()
    // Clients find the authority of a certificate by name, so each name is unique.
    const name = `CN=fluxline test authority ${crypto.randomUUID()}`
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name,
      keys,
      ...validity(tomorrow()),
      signingAlgorithm: ALGORITHM,
      extensions: [new BasicConstraintsExtension(true)],
    })
    return new Authority(keys, name, certificate.toString('pem'))
  }

  async issue({
    hosts = ['127.0.0.1', 'localhost'],
    expires = tomorrow(),
  }: CertificateOptions = {}): Promise<Certificate> {
    const keys = await newKeys()
    const names = hosts.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }))
    const certificate = await X509CertificateGenerator.create({
      subject: 'CN=fluxline test',
      issuer: this.#name,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      ...validity(expires),
      signingAlgorithm: ALGORITHM,
      extensions: [new SubjectAlternativeNameExtension(names)],
    })
    const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }) as string
    return { cert: certificate.toString('pem'), key }
  }
}

/** Starts a day before now, or a day before the expiry if that is past. */
function validity(expires: Date): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Math.min(Date.now(), expires.getTime()) - DAY_MS), notAfter: expires }
}

function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}

function tomorrow(): Date {
  return new Date(Date.now() + DAY_MS)
}
