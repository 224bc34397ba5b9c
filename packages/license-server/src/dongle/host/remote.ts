import type { DongleRef, DongleSession } from '../driver.ts'
import { DongleError } from '../error.ts'
import type { HostedDriver } from './hosted.ts'
import type { DriverProcess } from './process.ts'
import { type DriverSettings, readerNames } from './settings.ts'

/** The same driver, asked through its process. */
export function remoteDriver(process: DriverProcess): HostedDriver {
  const names = namesOf(process.settings)
  return {
    name: nameOf(process.settings),
    parts: () => process.ask('parts', 0),
    list: async () => (await process.ask('list', 0)).filter(isOwn),
    observe: (key) => process.ask('observe', 0, key),
    makeKey: (key, pin) => process.ask('makeKey', 0, key, pin),
    open: async (key) => {
      const session = await process.ask('open', 0, key)
      return remoteSession(process, session, process.starts)
    },
  }

  /** No driver speaks for another: a policy may trust one and not the other. */
  function isOwn({ driver }: DongleRef): boolean {
    return names.includes(driver)
  }
}

const nameOf = (settings: DriverSettings): string => (settings.driver === 'outside' ? settings.name : settings.driver)

const namesOf = (settings: DriverSettings): readonly string[] =>
  settings.driver === 'readers' ? readerNames : [nameOf(settings)]

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
