import type { LocalAnswer } from '@undongle/core/api/local'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'

/** What applications on this machine can use while a transfer is under way [Q62]; each is a sentence of its own. */
export type Meanwhile =
  | 'on-dongle'
  | 'off-dongle'
  | 'may-be-off'
  | 'by-permit'
  | 'by-permit-unplugged'
  | 'provisional'
  | 'no-permit'
  | 'given-back'

type Permit = Pick<LocalAnswer<'permit.list'>['permits'][number], 'usable' | 'plugged'>
type Run = Pick<LocalTransfer, 'dongle' | 'phase' | 'unavailable' | 'drain'>

/** Decides from what the journal knows, and no more. @param permit this machine's own, for the dongle of the run */
export function meanwhileOf({ dongle, phase, unavailable, drain }: Run, permit: Permit | undefined): Meanwhile {
  if (dongle.class === 'A') return !unavailable ? 'on-dongle' : phase === 'retired' ? 'off-dongle' : 'may-be-off'
  if (unavailable) return 'given-back'
  if (permit?.usable) return permit.plugged ? 'by-permit' : 'by-permit-unplugged'
  // The cloud serves for the time being while its owner may object, once no permit is out any more.
  if (drain !== null && drain.notBefore !== null && drain.holders.length === 0) return 'provisional'
  return 'no-permit'
}
