import { createPublicKey, verify } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { splitDocument } from '@undongle/core/document/jws'
import { thumbprint } from '@undongle/core/key'
import { checkLease } from '../packages/sdk/src/check-lease.ts'
import { verifyByNode } from '../packages/sdk/src/node/verify.ts'
import { parseStored } from '../packages/sdk/src/stored.ts'
import { believedKeys } from '../packages/sdk/src/trust.ts'
import { leaseWorld } from '../test/api/lease-world.ts'

const rounds = 400
const checksPerRound = 50

/**
 * What the SDK adds to a signature: everything it checks of a lease offline (form, algorithm, purpose, key, signature, claims, machine,
 * product, rollback) against Node's bare verification of the same bytes with the key already read. Both in turns, in one process.
 */
export async function run(): Promise<object> {
  const { check, bare } = await checkedLease()
  const bareUs: number[] = []
  const checkUs: number[] = []
  for (let round = 0; round < rounds; round++) {
    bareUs.push(await timedUs(bare))
    checkUs.push(await timedUs(check))
  }
  // The quickest round is the one nobody else disturbed.
  const [bareBest, checkBest] = [Math.min(...bareUs), Math.min(...checkUs)]
  return {
    bareUs: tenths(bareBest),
    checkUs: tenths(checkBest),
    ratio: Math.round((100 * checkBest) / bareBest) / 100,
    ratioOfMedians: Math.round((100 * median(checkUs)) / median(bareUs)) / 100,
  }
}

/** A lease that a real checkout stored, and the keys that its store leads to. */
async function checkedLease() {
  const { application, store } = leaseWorld()
  ;(await application().checkout()).close()
  const stored = parseStored((await store.read()) ?? '')
  const lease = stored?.seat?.lease
  const licenseServer = stored?.trust.licenseServer
  if (stored == null || lease == null || licenseServer == null) throw new Error('nothing was checked out')
  const keys = await believedKeys(stored.trust, undefined, verifyByNode)
  const expected = { keys, machine: thumbprint(licenseServer), product: 'clinic-scan', highest: stored.highest }
  const split = splitDocument(lease, 'lease')
  const signer = keys.cloud.find(({ kid }) => split.ok && kid === split.document.kid)
  if (!split.ok || signer === undefined) throw new Error('the lease is not the cloud’s')
  const key = createPublicKey({ key: { ...signer.key }, format: 'jwk' })
  const { message, signature } = split.document
  return {
    check: async () => (await checkLease(lease, expected, verifyByNode)).ok,
    bare: async () => verify(null, message, key, signature),
  }
}

async function timedUs(isRight: () => Promise<boolean>): Promise<number> {
  const startedMs = performance.now()
  for (let index = 0; index < checksPerRound; index++) {
    if (!(await isRight())) throw new Error('a right lease was refused')
  }
  return ((performance.now() - startedMs) * 1000) / checksPerRound
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const tenths = (value: number): number => Math.round(value * 10) / 10
