import { X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { Authority } from './certificates.ts'

it('issues certificates that its own certificate verifies', async () => {
  const authority = await Authority.create()
  const expires = new Date('2030-01-02T03:04:05Z')
  const { cert } = await authority.issue({ hosts: ['influx.example', '127.0.0.1'], expires })
  const issued = new X509Certificate(cert)
  const own = new X509Certificate(authority.cert)
  expect(issued.verify(own.publicKey)).toBe(true)
  expect(issued.checkIssued(own)).toBe(true)
  expect(own.ca).toBe(true)
  expect(issued.subjectAltName).toBe('DNS:influx.example, IP Address:127.0.0.1')
  expect(issued.validToDate).toEqual(expires)
  expect(issued.verify(new X509Certificate((await Authority.create()).cert).publicKey)).toBe(false)
})
