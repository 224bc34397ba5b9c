import type { SeenDongle } from '@undongle/core/api/local/dongle'

export type PinNeed = 'none' | 'needed' | 'few-tries-left' | 'last-try' | 'locked'

/** What to ask for: what the dongle says, made stricter by what its last answer was. */
export function pinNeedOf(pin: SeenDongle['pin'], refusedWith: string | undefined): PinNeed {
  switch (refusedWith) {
    case 'pin-locked':
      return 'locked'
    case 'pin-last-try':
      return 'last-try'
    case 'pin-wrong-few-left':
      return pin === 'last-try' || pin === 'locked' ? pin : 'few-tries-left'
    case 'pin-needed':
    case 'pin-wrong':
      return pin === 'none' || pin === 'entered' ? 'needed' : pin
    default:
      return pin === 'entered' ? 'none' : pin
  }
}

/** @param isOptional it would only prove that the dongle is here: without an entry the transfer goes on all the same */
export const isPinReady = (
  need: PinNeed,
  entry: { pin: string; confirmLastTry: boolean },
  isOptional = false,
): boolean => {
  if (need === 'none' || (isOptional && entry.pin === '')) return true
  if (need === 'locked' || entry.pin === '') return false
  return need !== 'last-try' || entry.confirmLastTry
}
