import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { isIP } from 'node:net'

/** A certificate and its key, as PEM text. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** What a certificate says. */
export interface CertificateOptions {
  /** Names and addresses that it is for. @defaultValue `['127.0.0.1', 'localhost']` */
  readonly hosts?: readonly string[] | undefined
  /** When it ends. @defaultValue in a day */
  readonly expires?: Date | undefined
}

const DAY_MS = 86_400_000

/** An authority of a test's own, which issues certificates. */
export class Authority {
  readonly #keys: { publicKey: KeyObject; privateKey: KeyObject } = newKeys()
  // Whoever checks a certificate looks for its authority by name.
  readonly #name: string = `fluxline test authority ${randomBytes(4).toString('hex')}`
  /** Its own certificate, which clients are told to trust. */
  readonly cert: string

  constructor() {
    const basicConstraints = extension('551d13', der(0x30, der(0x01, Buffer.from([0xff]))))
    this.cert = this.#certify(this.#name, this.#keys.publicKey, tomorrow(), [basicConstraints])
  }

  issue({ hosts = ['127.0.0.1', 'localhost'], expires = tomorrow() }: CertificateOptions = {}): Certificate {
    const { publicKey, privateKey } = newKeys()
    const names = hosts.map((host) =>
      isIP(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host)),
    )
    const cert = this.#certify('fluxline test', publicKey, expires, [extension('551d11', der(0x30, ...names))])
    return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }
  }

  /** @see RFC 5280 "Internet X.509 Public Key Infrastructure", section 4.1 "Basic Certificate Fields" */
  #certify(subject: string, publicKey: KeyObject, expires: Date, extensions: readonly Buffer[]): string {
    const starts = new Date(Math.min(Date.now(), expires.getTime()) - DAY_MS)
    const body = der(
      0x30,
      der(0xa0, der(0x02, Buffer.from([2]))),
      der(0x02, Buffer.from([1]), randomBytes(8)),
      ECDSA_WITH_SHA256,
      commonName(this.#name),
      der(0x30, utcTime(starts), utcTime(expires)),
      commonName(subject),
      publicKey.export({ type: 'spki', format: 'der' }),
      der(0xa3, der(0x30, ...extensions)),
    )
    const signature = sign('sha256', body, this.#keys.privateKey)
    const whole = der(0x30, body, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), signature))
    return `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replace(/.{64}/g, '$&\n').trim()}\n-----END CERTIFICATE-----\n`
  }
}

const ECDSA_WITH_SHA256 = der(0x30, oid('2a8648ce3d040302'))

/** One value: its tag, its length, its content. @see ITU-T X.690, "Distinguished encoding rules" */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...head]), content])
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

function commonName(name: string): Buffer {
  return der(0x30, der(0x31, der(0x30, oid('550403'), der(0x0c, Buffer.from(name)))))
}

function utcTime(date: Date): Buffer {
  return der(0x17, Buffer.from(date.toISOString().replace(/^20|[-:T]|\.\d+/g, '')))
}

function extension(id: string, value: Buffer): Buffer {
  return der(0x30, oid(id), der(0x04, value))
}

function newKeys(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
}

function tomorrow(): Date {
  return new Date(Date.now() + DAY_MS)
}
