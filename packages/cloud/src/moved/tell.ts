import type { MovedKind } from '@undongle/core/api/moved'
import type { Certificate } from '@undongle/core/document/certificate'
import type { OutboxMessage } from '../outbox/store.ts'

/**
 * What the vendor's ERP is told of a finished transfer [Q71]. The end of a grace is told with its beginning, for the day it comes: nothing has
 * to wake up then.
 *
 * @param until the end of the grace; null where the dongle is off at once
 */
export function movedMessages(certificate: Certificate, until: Date | null, now: Date): OutboxMessage[] {
  if (until === null) return [movedMessage(certificate, 'moved', { until, at: now })]
  return [
    movedMessage(certificate, 'frozen', { until, at: now }),
    movedMessage(certificate, 'expired', { until, at: until }),
  ]
}

/** A correction takes the licenses away from the company that had them. */
export const returnedMessage = (certificate: Certificate, now: Date): OutboxMessage =>
  movedMessage(certificate, 'returned', { until: null, at: now })

function movedMessage(
  { transfer, jti, dongle, line }: Certificate,
  kind: MovedKind,
  { until, at }: { until: Date | null; at: Date },
): OutboxMessage {
  const facts = { transfer, certificate: jti, serial: dongle.serial, line, until: until?.toISOString() ?? null }
  return { id: `${transfer}.${kind}`, kind, facts, at }
}
