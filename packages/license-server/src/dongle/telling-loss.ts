import type { DongleSession } from './driver.ts'
import { DongleError } from './error.ts'

/**
 * The same session, which tells when the driver's process it was opened in is gone: it will never answer again, and whoever keeps
 * it for the next act must open the dongle anew, or a transfer waits for ever for a dongle that is plugged in.
 */
export function tellingLoss(session: DongleSession, lost: () => void): DongleSession {
  const heard = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer
    } catch (error) {
      if (error instanceof DongleError && (error.fault === 'driver-unavailable' || error.fault === 'timed-out')) lost()
      throw error
    }
  }
  return {
    capabilities: () => heard(session.capabilities()),
    identify: () => heard(session.identify()),
    read: () => heard(session.read()),
    inspect: (known) => heard(session.inspect(known)),
    unlock: (pin) => heard(session.unlock(pin)),
    prove: (challenge) => heard(session.prove(challenge)),
    retire: (order) => heard(session.retire(order)),
    cancel: (request) => heard(session.cancel(request)),
    clean: () => heard(session.clean()),
    writeList: (list) => heard(session.writeList(list)),
    close: () => heard(session.close()),
  }
}
