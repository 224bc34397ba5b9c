import { canonicalJson } from '../canonical.ts'
import { verifyAttestation } from '../dongle/attestation.ts'
import { dongleNameOf } from '../dongle/name.ts'
import { parseStateValue } from '../dongle/state.ts'
import { fromBase64url, utf8 } from '../encoding.ts'
import { hashBytes } from '../hash.ts'
import type { LicenseId } from '../id.ts'
import { thumbprint, type VerifySignature } from '../key.ts'
import { checkInclusion, type LogFault } from '../log/inclusion.ts'
import { isReceiptOf } from '../transfer/commit.ts'
import { type Certificate, type CustodyLink, openCertificate, type Place } from './certificate.ts'
import type { CertificateBundle, DeclaredBundle, DrainBundle, OrderBundle } from './certificate-bundle.ts'
import type { DocumentFault, DocumentKey } from './jws.ts'
import { documentKeys, type KeyFile, type KeySet, openKeySet } from './key-set.ts'
import { type Order, openOrder } from './order.ts'

/**
 * What is checked, in this order, and what it proves. `newer` and `log` are checked where the file has them. A bundle of class B has a `possession` in the
 * place of order and receipt; one that is a certificate alone has a `declaration`, a `replacement` or the bare `cloud-word` there.
 */
export const bundleChecks = {
  root: 'The root key is the one that was trusted.',
  'key-set': 'The cloud’s keys were signed by this root.',
  order: 'The cloud ordered these licenses off this dongle.',
  receipt: 'The dongle itself signed that it carried out this order.',
  certificate: 'The cloud certified that the licenses are in the company’s account.',
  possession: 'What speaks for the company having had the dongle is what the certificate says, and no more.',
  declaration: 'Two of the vendor’s operators declared it, for the reason that the certificate gives.',
  replacement:
    'Support put the licenses of a lost or broken dongle into the account, for the reason that the certificate gives.',
  'cloud-word':
    'Order and receipt are not in this file: that the dongle gave the licenses away is the cloud’s word alone.',
  agreement: 'Order, receipt and certificate speak of the same transfer, dongle, company and licenses.',
  chain: 'Each license went from holder to holder without a gap, last from this dongle to this company.',
  newer: 'No correction in this file has taken the certificate’s place.',
  log: 'The certificate stands in the public log, under a checkpoint that the cloud signed.',
} as const satisfies Record<string, string>
export type BundleCheck = keyof typeof bundleChecks

export type BundleFault =
  | DocumentFault
  | 'wrong-root'
  | 'wrong-dongle-key'
  | 'receipt-forged'
  | 'statement-forged'
  | 'another-statement'
  | 'not-the-receipt-of-this-order'
  | 'another-order'
  | 'another-receipt'
  | 'another-transfer'
  | 'another-dongle'
  | 'another-company'
  | 'another-line'
  | 'other-licenses'
  | 'chain-broken'
  | LogFault
  | 'not-declared'
  | 'superseded'

export interface CheckedBundle {
  readonly verified: boolean
  /** False when nobody said which root to trust: then the file only agrees with itself. */
  readonly rootTrusted: boolean
  readonly rootThumbprint: string
  readonly checks: readonly { readonly check: BundleCheck; readonly fault: BundleFault | null }[]
  /** Whether the file proves its place in the public log; without it the certificate is as good, and only a forked log goes unseen. */
  readonly inLog: boolean
  /** What the certificate says; only of a bundle that was verified. */
  readonly certificate: Certificate | null
}

type Step<Value> = { ok: true; value: Value } | { ok: false; fault: BundleFault }

/**
 * Verifies a certificate with everything it rests on, without network. Stops at the first fault: what comes after it would prove nothing.
 *
 * @param trusted the root the verifier trusts, by its thumbprint, and perhaps a newer key set
 */
export function verifyCertificateBundle(
  bundle: CertificateBundle,
  trusted: { rootThumbprint: string; keySet?: string } | undefined,
  verify: VerifySignature,
): CheckedBundle {
  const checks: { check: BundleCheck; fault: BundleFault | null }[] = []
  const step = <Value>(check: BundleCheck, result: Step<Value>): Value | undefined => {
    checks.push({ check, fault: result.ok ? null : result.fault })
    return result.ok ? result.value : undefined
  }
  const certificate = verifySteps(bundle, trusted, verify, step)
  return {
    verified: certificate !== undefined,
    rootTrusted: trusted !== undefined,
    rootThumbprint: thumbprint(bundle.keys.root),
    checks,
    inLog: certificate !== undefined && bundle.log !== undefined,
    certificate: certificate ?? null,
  }
}

function verifySteps(
  bundle: CertificateBundle,
  trusted: { rootThumbprint: string; keySet?: string } | undefined,
  verify: VerifySignature,
  step: TakeStep,
): Certificate | undefined {
  const root = step('root', checkRoot(bundle.keys, trusted?.rootThumbprint))
  if (root === undefined) return undefined
  const keySet = step('key-set', claimsOf(openKeySet(trusted?.keySet ?? bundle.keys.keySet, root, verify)))
  if (keySet === undefined) return undefined
  const keys = documentKeys(keySet)
  const certificate = verifyKind(bundle, keySet, keys, verify, step)
  if (certificate === undefined) return undefined
  if (bundle.newer !== undefined) {
    const opened = fromIssuer(claimsOf(openCertificate(bundle.newer, keys, verify)), keySet)
    if (step('newer', checkNewer(certificate, opened)) === undefined) return undefined
  }
  if (bundle.log === undefined) return certificate
  const included = checkInclusion(bundle.certificate, bundle.log, { issuer: keySet.iss, keys }, verify)
  return step('log', included) === undefined ? undefined : certificate
}

const isOrderBundle = (bundle: CertificateBundle): bundle is OrderBundle => 'order' in bundle
type TakeStep = <Value>(check: BundleCheck, result: Step<Value>) => Value | undefined

function verifyOrder(
  bundle: OrderBundle,
  keySet: KeySet,
  keys: DocumentKey[],
  verify: VerifySignature,
  step: TakeStep,
): Certificate | undefined {
  const order = step('order', checkOrder(bundle, keySet, keys, verify))
  if (order === undefined) return undefined
  if (step('receipt', checkReceipt(bundle, order, verify)) === undefined) return undefined
  const opened = claimsOf(openCertificate(bundle.certificate, keys, verify))
  const certificate = step('certificate', fromIssuer(opened, keySet))
  if (certificate === undefined) return undefined
  if (step('agreement', checkAgreement(bundle, order, certificate)) === undefined) return undefined
  const sequences = new Map(order.licenses.map(({ license, sequence }) => [license, sequence]))
  return step('chain', checkChains(certificate, sequences))
}

/** Nothing was taken off this dongle, so only the cloud's word and the dongle's statement can be checked. */
function verifyDrain(
  bundle: DrainBundle,
  keySet: KeySet,
  keys: DocumentKey[],
  verify: VerifySignature,
  step: TakeStep,
): Certificate | undefined {
  const opened = claimsOf(openCertificate(bundle.certificate, keys, verify))
  const certificate = step('certificate', fromIssuer(opened, keySet))
  if (certificate === undefined) return undefined
  if (step('possession', checkPossession(bundle, certificate, verify)) === undefined) return undefined
  return step('chain', checkChains(certificate, undefined))
}

function verifyKind(
  bundle: CertificateBundle,
  keySet: KeySet,
  keys: DocumentKey[],
  verify: VerifySignature,
  step: TakeStep,
): Certificate | undefined {
  if (isOrderBundle(bundle)) return verifyOrder(bundle, keySet, keys, verify, step)
  if ('statement' in bundle) return verifyDrain(bundle, keySet, keys, verify, step)
  return verifyDeclared(bundle, keySet, keys, verify, step)
}

function verifyDeclared(
  bundle: DeclaredBundle,
  keySet: KeySet,
  keys: DocumentKey[],
  verify: VerifySignature,
  step: TakeStep,
): Certificate | undefined {
  const certificate = step(
    'certificate',
    fromIssuer(claimsOf(openCertificate(bundle.certificate, keys, verify)), keySet),
  )
  if (certificate === undefined) return undefined
  const [check, word] = wordBehind(certificate)
  if (step(check, word) === undefined) return undefined
  return step('chain', checkChains(certificate, undefined))
}

/** Who stands for a certificate that comes alone. What is declared takes two persons. */
function wordBehind(certificate: Certificate): [BundleCheck, Step<true>] {
  if ('replaced' in certificate) return ['replacement', { ok: true, value: true }]
  if (!('forced' in certificate) && !('corrected' in certificate)) return ['cloud-word', { ok: true, value: true }]
  const [proposed, approved] = ('forced' in certificate ? certificate.forced : certificate.corrected).declaredBy
  return ['declaration', proposed === approved ? { ok: false, fault: 'not-declared' } : { ok: true, value: true }]
}

/** A certificate that names a statement stands only with it; one that names none must not look as if it did. */
function checkPossession(
  { statement, dongleKey }: DrainBundle,
  certificate: Certificate,
  verify: VerifySignature,
): Step<true> {
  if (!('permits' in certificate)) return { ok: false, fault: 'another-order' }
  const { key, serial } = certificate.dongle
  if (dongleNameOf({ key: dongleKey, serial }) !== key) return { ok: false, fault: 'wrong-dongle-key' }
  const named = certificate.possession.statement
  if (statement === null || dongleKey === null)
    return named === null ? { ok: true, value: true } : { ok: false, fault: 'another-statement' }
  if (named !== hashBytes(utf8(statement.body))) return { ok: false, fault: 'another-statement' }
  const body = verifyAttestation(statement, dongleKey, verify)
  if (body === undefined) return { ok: false, fault: 'statement-forged' }
  return body.transfer === certificate.transfer ? { ok: true, value: true } : { ok: false, fault: 'another-transfer' }
}

function checkRoot({ root, rootThumbprint }: KeyFile, trusted: string | undefined): Step<KeyFile['root']> {
  const found = thumbprint(root)
  const right = found === rootThumbprint && (trusted === undefined || trusted === found)
  return right ? { ok: true, value: root } : { ok: false, fault: 'wrong-root' }
}

const checkOrder = (bundle: OrderBundle, keySet: KeySet, keys: DocumentKey[], verify: VerifySignature) =>
  fromIssuer(claimsOf(openOrder(bundle.order, keys, verify)), keySet)

/** The receipt is the dongle's own signed state, made by this very order. */
function checkReceipt(
  { receipt, dongleKey, order: document }: OrderBundle,
  order: Order,
  verify: VerifySignature,
): Step<true> {
  if (thumbprint(dongleKey) !== order.dongle) return { ok: false, fault: 'wrong-dongle-key' }
  const bytes = fromBase64url(receipt)
  const state = bytes && parseStateValue(bytes, dongleKey, verify)
  if (state === undefined) return { ok: false, fault: 'receipt-forged' }
  return isReceiptOf(order, hashBytes(utf8(document)), state.body)
    ? { ok: true, value: true }
    : { ok: false, fault: 'not-the-receipt-of-this-order' }
}

function checkAgreement({ order: document, receipt }: OrderBundle, order: Order, certificate: Certificate): Step<true> {
  const bytes = fromBase64url(receipt) ?? new Uint8Array()
  const ordered = order.licenses.map((entry) => entry.license).toSorted()
  const moved = certificate.moved.map((entry) => entry.license.id).toSorted()
  const faults: readonly [BundleFault, boolean][] = [
    ['another-order', certificate.order === hashBytes(utf8(document))],
    ['another-receipt', certificate.receipt === hashBytes(bytes)],
    ['another-transfer', certificate.transfer === order.transfer],
    ['another-dongle', certificate.dongle.key === order.dongle],
    ['another-company', certificate.company.id === order.company],
    ['another-line', certificate.line === order.line],
    ['other-licenses', ordered.join() === moved.join()],
  ]
  const fault = faults.find(([, holds]) => !holds)?.[0]
  return fault === undefined ? { ok: true, value: true } : { ok: false, fault }
}

/** A newer certificate goes on where this one's chains end; one of other licenses, or of another past, is no part of this file. */
function checkNewer({ moved }: Certificate, newer: Step<Certificate>): Step<Certificate> {
  if (!newer.ok) return newer
  const goesOn = moved.some(({ license, chain }) => {
    const after = newer.value.moved.find((other) => other.license.id === license.id)?.chain ?? []
    return after.length > chain.length && canonicalJson(after.slice(0, chain.length)) === canonicalJson(chain)
  })
  return { ok: false, fault: goesOn ? 'superseded' : 'other-licenses' }
}

/** @param sequences where an order said each chain ended; undefined where there was none */
function checkChains(
  certificate: Certificate,
  sequences: ReadonlyMap<LicenseId, number | null> | undefined,
): Step<Certificate> {
  const whole = certificate.moved.every(({ license, chain }) => {
    const last = chain.at(-1)
    return (
      isUnbroken(chain) &&
      last?.transfer === certificate.transfer &&
      last.debit === sourceOf(certificate) &&
      last.credit === `company:${certificate.company.id}` &&
      (sequences === undefined || last.sequence - 1 === sequences.get(license.id))
    )
  })
  return whole ? { ok: true, value: certificate } : { ok: false, fault: 'chain-broken' }
}

/** Where the licenses came from: the dongle, or the company that a correction took them from. */
const sourceOf = (certificate: Certificate): Place =>
  'corrected' in certificate ? `company:${certificate.corrected.from}` : `dongle:${certificate.dongle.serial}`

/** Each debit is the previous credit, from the vendor on: a license has exactly one holder. */
function isUnbroken(chain: readonly CustodyLink[]): boolean {
  return chain.every((link, index) => {
    const before = chain[index - 1]
    return link.sequence === index + 1 && link.debit === (before?.credit ?? 'vendor')
  })
}

function claimsOf<Claims>(opened: { ok: true; claims: Claims } | { ok: false; fault: DocumentFault }): Step<Claims> {
  return opened.ok ? { ok: true, value: opened.claims } : opened
}

function fromIssuer<Claims extends { iss: string }>(opened: Step<Claims>, keySet: KeySet): Step<Claims> {
  return opened.ok && opened.value.iss !== keySet.iss ? { ok: false, fault: 'wrong-issuer' } : opened
}
