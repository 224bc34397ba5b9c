import type { LedgerFault, LedgerPage, LedgerPart } from '@undongle/core/api/ledger'
import type { Deps } from '../../deps.ts'
import { checkCertificates } from './certificates.ts'
import { checkDongles } from './dongles.ts'
import { checkLicenses } from './licenses.ts'
import { type CheckPart, firstPlace, formatPlace, parsePlace, placeAfter } from './place.ts'
import { checkRegister } from './register.ts'
import { checkTransfers } from './transfers.ts'

const parts: Readonly<Record<LedgerPart, CheckPart>> = {
  licenses: checkLicenses,
  transfers: checkTransfers,
  certificates: checkCertificates,
  dongles: checkDongles,
  register: checkRegister,
}

/**
 * Checks one page of the whole ledger. It reads rows as they are, not as the code that wrote them understands them: a damaged
 * one is a fault with its name, never an error. Nothing is held while it runs, so what changes meanwhile may be seen half.
 */
export async function verifyLedger(
  deps: Deps,
  asked: { after: string | undefined; limit: number },
): Promise<LedgerPage> {
  const checked = { licenses: 0, transfers: 0, certificates: 0, dongles: 0, register: 0 }
  const faults: LedgerFault[] = []
  let place = asked.after === undefined ? await firstPlace(deps) : parsePlace(asked.after)
  for (let left = asked.limit; left > 0; ) {
    const found = await parts[place.part](deps, place, left)
    checked[place.part] += found.rows
    faults.push(...found.faults)
    // An empty stretch costs something too: a page ends however many companies have nothing.
    left -= found.rows + 1
    const next = await placeAfter(deps, place, found)
    if (next === undefined) return { checked, faults, next: null }
    place = next
  }
  return { checked, faults, next: formatPlace(place) }
}
