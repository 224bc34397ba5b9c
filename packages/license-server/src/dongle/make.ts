import type { DongleDriver, DongleIdentity, DongleReceipt, PinEntry } from './driver.ts'

/**
 * Makes a dongle of a blank one: its key, the vendor's license list, and generation 1. A token must have been initialized
 * with its PIN before. A step that was made already is not made twice; a dongle that has another list is refused.
 *
 * @param dongles a driver, or the dongle service
 * @param signList the vendor signs the list for exactly this key and serial
 */
export async function makeDongle(
  dongles: Pick<DongleDriver, 'makeKey' | 'open'>,
  key: string,
  pin: PinEntry | undefined,
  signList: (dongle: DongleIdentity) => string | Promise<string>,
): Promise<{ identity: DongleIdentity; list: string; receipt: DongleReceipt }> {
  const identity = await dongles.makeKey(key, pin)
  const list = await signList(identity)
  const session = await dongles.open(key)
  try {
    if (pin !== undefined) await session.unlock(pin)
    return { identity, list, receipt: await session.writeList(list) }
  } finally {
    await session.close()
  }
}
