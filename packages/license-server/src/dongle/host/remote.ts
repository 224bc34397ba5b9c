import type { DongleDriver, DongleSession } from '../driver.ts'
import { DongleError } from '../error.ts'
import type { DriverProcess } from './process.ts'

/** The same driver, asked through its process. */
export function remoteDriver(process: DriverProcess): DongleDriver {
  return {
    name: process.settings.driver,
    available: () => process.ask('available', 0),
    list: () => process.ask('list', 0),
    makeKey: (key, pin) => process.ask('makeKey', 0, key, pin),
    open: async (key) => {
      const session = await process.ask('open', 0, key)
      return remoteSession(process, session, process.starts)
    },
  }
}

/** A session lives and dies with the process it was opened in: the PIN is only there. */
function remoteSession(process: DriverProcess, session: number, starts: number): DongleSession {
  const ask: DriverProcess['ask'] = async (question, _, ...input) => {
    if (process.starts !== starts)
      throw new DongleError('driver-unavailable', 'the driver was started again: open the dongle again')
    return process.ask(question, session, ...input)
  }
  return {
    capabilities: () => ask('capabilities', session),
    identify: () => ask('identify', session),
    read: () => ask('read', session),
    inspect: (known) => ask('inspect', session, known),
    unlock: async (pin) => void (await ask('unlock', session, pin)),
    prove: (challenge) => ask('prove', session, challenge),
    retire: (order) => ask('retire', session, order),
    cancel: (request) => ask('cancel', session, request),
    clean: () => ask('clean', session),
    writeList: (list) => ask('writeList', session, list),
    close: async () => {
      if (process.starts === starts) await ask('close', session)
    },
  }
}
