import type { HeldLicense } from '@undongle/core/api/license'
import type { ProductLine } from '@undongle/core/api/line'
import type { ReadDongle } from '../dongle/desk.ts'

/**
 * One list, whatever the source [Q44]: what the cloud knows of this company, and what stands on the dongles plugged in here.
 * A license that the cloud knows is shown once, with the cloud's word about where it is.
 */
export function licensesHere(
  known: readonly HeldLicense[],
  dongles: readonly ReadDongle[],
  lines: readonly ProductLine[],
): HeldLicense[] {
  const ids = new Set(known.map((entry) => entry.license.id))
  const metered = new Set(known.flatMap((entry) => (entry.metered ? entry.license.product : [])))
  const plugged = dongles.flatMap(({ shown }) =>
    shown.licenses
      .filter((entry) => entry.state !== 'off' && !ids.has(entry.license.id))
      .map(
        ({ license }): HeldLicense => ({
          license,
          contract: '',
          kind: 'commercial',
          place: 'dongle',
          dongle: shown.serial,
          transfer: null,
          waveOpensAt: lines.find((line) => line.id === license.line)?.waveOpensAt ?? null,
          priceReference: '',
          renewalReference: '',
          metered: metered.has(license.product),
          points: null,
          users: [],
        }),
      ),
  )
  return [...known, ...plugged]
}
