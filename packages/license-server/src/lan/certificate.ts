import { createHash, generateKeyPairSync, sign, X509Certificate } from 'node:crypto'
import { random } from '@undongle/core/node/crypto'
import { dayMs } from '@undongle/core/time'
import { z } from 'zod'
import { readSetting, writeSetting } from '../journal/settings.ts'
import type { Store } from '../journal/store.ts'
import { bits, explicit, integer, oid, sequence, set, text, time } from './der.ts'

/** The certificate by which nodes know this License Server. It vouches for nothing but itself: they pin its fingerprint. */
export interface LanCertificate {
  readonly certificate: string
  readonly key: string
}

const certificateSchema = z.strictObject({ certificate: z.string(), key: z.string() })

/** Made at the first use and kept in the journal; nodes that have joined would not know another one. */
export function lanCertificate(store: Store, now: Date): LanCertificate {
  const kept = readSetting(store, 'lan-certificate')
  if (kept !== undefined) return certificateSchema.parse(JSON.parse(kept))
  const made = makeCertificate(now)
  writeSetting(store, 'lan-certificate', JSON.stringify(made))
  return made
}

/** SHA-256 over the certificate in DER, as base64url. */
export const fingerprintOf = ({ certificate }: Pick<LanCertificate, 'certificate'>): string =>
  createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url')

const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'))
const subject = sequence(set(sequence(oid('2.5.4.3'), text('Undongle License Server'))))
/** RFC 5280, 4.1.2.5: it has no end. What is pinned needs none. */
const endless = new Date('9999-12-31T23:59:59Z')
const serialSizeBytes = 16

/** A self-signed certificate (X.509 v3, RFC 5280) on P-256, which every TLS library knows. */
function makeCertificate(now: Date): LanCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const body = sequence(
    explicit(0, integer(Buffer.of(2))),
    integer(Buffer.of(0x40, ...random(serialSizeBytes))),
    ecdsaWithSha256,
    subject,
    sequence(time(new Date(now.getTime() - dayMs)), time(endless)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const whole = sequence(body, ecdsaWithSha256, bits(sign('sha256', body, privateKey)))
  return {
    certificate: new X509Certificate(whole).toString(),
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  }
}
