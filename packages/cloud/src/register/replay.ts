import { ApiError } from '@undongle/core/api/error'
import type { CertificateId } from '@undongle/core/id'
import type { Deps } from '../deps.ts'
import { presentCertificates } from '../transfer/present.ts'
import type { RegisteredCertificate } from './register.ts'

export interface Replayed {
  readonly learned: number
  /** What the database does not take: its company is not there or is frozen, or its chain is another one. Somebody has to look. */
  readonly left: readonly CertificateId[]
}

const atOnce = 256

/**
 * Brings certificates of the register to the database, as anybody may who holds one: after a restore it learns again who holds which
 * license. What it knows changes nothing.
 *
 * @param from the first leaf that the database does not place: a restore takes the newest away, and what is placed was there before
 */
export async function replayCertificates(deps: Deps, from: number): Promise<Replayed> {
  const { certificates } = deps.register
  let learned = 0
  let left: RegisteredCertificate[] = []
  for (let leaf = from; leaf < certificates.count(); leaf += atOnce) {
    const passed = await present(deps, [...left, ...(await certificates.read(leaf, atOnce))])
    learned += passed.learned
    left = passed.left
  }
  return { learned, left: left.map(({ id }) => id) }
}

/** Again and again as long as it helps: a certificate may continue the chain of one that comes later. */
async function present(deps: Deps, certificates: readonly RegisteredCertificate[]) {
  let learned = 0
  let left = [...certificates]
  for (;;) {
    const again: RegisteredCertificate[] = []
    for (const certificate of left) {
      const answer = await presentOne(deps, certificate)
      learned += answer.learned
      if (answer.learned + answer.known === 0) again.push(certificate)
    }
    if (again.length === left.length || again.length === 0) return { learned, left: again }
    left = again
  }
}

/** A refusal is about this certificate; the others go on. */
async function presentOne(deps: Deps, { document }: RegisteredCertificate) {
  try {
    return await presentCertificates(deps, [document])
  } catch (error) {
    if (error instanceof ApiError) return { learned: 0, known: 0 }
    throw error
  }
}
