import type { DongleDriver, DongleSession } from '../driver.ts'
import { DongleError } from '../error.ts'
import { type HostedDriver, hostedDriver, hostedParts } from './hosted.ts'
import type { QuestionMessage, ReplyMessage } from './messages.ts'
import { type DriverSettings, driverSettingsSchema } from './settings.ts'

// The entry of a driver's process. It answers one question after the other and ends when its parent does.

const detailLimit = 1000
/** More than any use needs: a parent that forgets to close its sessions is told so. */
const sessionsLimit = 64
const sessions = new Map<number, DongleSession>()
let sessionsOpened = 0

const driver = await loadDriver(driverSettingsSchema.parse(JSON.parse(process.argv[2] ?? '')))
let turn: Promise<void> = Promise.resolve()
process.on('message', (message: QuestionMessage) => {
  turn = turn.then(async () => void process.send?.(await reply(message)))
})
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {}) // Ctrl-C reaches the whole group; the parent ends us when it is ready

/** Only what is used is loaded: the process of the plain drivers never sees native code. */
async function loadDriver(settings: DriverSettings): Promise<HostedDriver> {
  switch (settings.driver) {
    case 'file':
      return hostedDriver((await import('../drivers/file/driver.ts')).fileDriver(settings))
    case 'pkcs11': {
      const { pkcs11Driver } = await import('../drivers/pkcs11/driver.ts')
      return hostedDriver(pkcs11Driver({ ...settings, platform: process.platform }))
    }
    case 'pcsc-applet': {
      const { pcscAppletDriver } = await import('../drivers/pcsc-applet/driver.ts')
      return hostedDriver(pcscAppletDriver({ ...settings, platform: process.platform }), settings.isExpected)
    }
    case 'readers': {
      const { openReaders } = await import('../drivers/readers/open.ts')
      return hostedParts(openReaders(settings, { fetch: globalThis.fetch, now: () => performance.now() }))
    }
    case 'outside':
      return (await import('../drivers/outside/load.ts')).loadOutsideDriver(settings)
  }
}

async function reply(message: QuestionMessage): Promise<ReplyMessage> {
  const { id } = message
  try {
    return { id, ok: true, answer: (await answer(message)) ?? null }
  } catch (error) {
    if (!(error instanceof DongleError)) {
      return { id, ok: false, fault: 'driver-unavailable', detail: String(error).slice(0, detailLimit) }
    }
    const { fault, detail, tries } = error
    return { id, ok: false, fault, detail: detail.slice(0, detailLimit), ...(tries === undefined ? {} : { tries }) }
  }
}

/** The parent is the only one who asks, and its types are ours. */
async function answer({ question, session, input }: QuestionMessage): Promise<unknown> {
  switch (question) {
    case 'residentBytes':
      return process.memoryUsage.rss()
    case 'list':
    case 'parts':
      return driver[question]()
    case 'observe':
      return driver.observe(...(input as Parameters<HostedDriver['observe']>))
    case 'makeKey':
      return driver.makeKey(...(input as Parameters<DongleDriver['makeKey']>))
    case 'open':
      if (sessions.size >= sessionsLimit) throw new DongleError('busy', `${sessionsLimit} sessions are open`)
      sessionsOpened += 1
      sessions.set(sessionsOpened, await driver.open(...(input as Parameters<DongleDriver['open']>)))
      return sessionsOpened
    case 'close':
      await sessions.get(session)?.close()
      sessions.delete(session)
      return null
    default: {
      const open = sessions.get(session)
      if (open === undefined) throw new DongleError('driver-unavailable', 'this session is closed')
      const method = open[question] as (...values: unknown[]) => Promise<unknown>
      return method(...input)
    }
  }
}
