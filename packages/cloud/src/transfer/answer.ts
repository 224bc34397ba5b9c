import { ApiError } from '@undongle/core/api/error'
import type { OpenReply } from '@undongle/core/api/transfer'
import type { Certificate } from '@undongle/core/document/certificate'
import type { Order } from '@undongle/core/document/order'
import type { ResultName } from '@undongle/core/transfer/result'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { SigningKeys } from '../signing/signing-keys.ts'
import type { DongleReading } from './evidence.ts'
import type { Transfer, Unsigned } from './transfer.ts'

/** The answer to an OPEN, stored, before it is signed. */
export type UnsignedAnswer =
  | { readonly answer: 'ordered'; readonly order: Unsigned<Order> }
  | { readonly answer: 'moved'; readonly result: ResultName; readonly certificate: Unsigned<Certificate> }
  | { readonly answer: 'refused'; readonly result: ResultName; readonly document: Unsigned }

/**
 * What this transfer was answered before.
 *
 * @throws ApiError `transfer-id-reused` for another dongle or line; `superseded` when its order is dead
 */
export async function answerAgain(
  tx: LedgerTx,
  known: Transfer,
  asked: { reading: Pick<DongleReading, 'dongle'>; line: string },
): Promise<UnsignedAnswer> {
  if (known.dongle !== asked.reading.dongle || known.line !== asked.line) throw new ApiError('transfer-id-reused')
  switch (known.state) {
    case 'ordered':
      return { answer: 'ordered', order: known.order }
    case 'moved':
    case 'certified':
      return {
        answer: 'moved',
        result: known.result,
        certificate: await tx.certificates.read(known.certificate),
      }
    case 'draining':
    case 'drained':
      throw new ApiError('transfer-id-reused', { detail: 'a transfer of a dongle that was only read' })
    case 'answered': {
      const { result, document, certificate } = known
      if (document !== undefined) return { answer: 'refused', result, document }
      if (certificate === undefined) throw new ApiError('superseded', { detail: `${known.id} was replaced` })
      return { answer: 'moved', result, certificate: await tx.certificates.read(certificate) }
    }
  }
}

/** Signed after the commit: whoever asks again gets the same bytes. */
export function signAnswer(keys: SigningKeys, answer: UnsignedAnswer, certificates: string[]): OpenReply {
  switch (answer.answer) {
    case 'ordered':
      return { answer: 'ordered', order: keys.sign('order', answer.order.kid, answer.order.claims), certificates }
    case 'moved': {
      const { kid, claims } = answer.certificate
      return { answer: 'moved', result: answer.result, certificate: keys.sign('certificate', kid, claims) }
    }
    case 'refused': {
      const { kid, claims } = answer.document
      return { answer: 'refused', result: answer.result, document: keys.sign('result', kid, claims) }
    }
  }
}
