import type { DongleDriver, DongleRef, DriverAvailability } from '../../driver.ts'
import { DongleError } from '../../error.ts'
import { toDongleError } from './failure.ts'
import { PcscLibrary } from './library.ts'
import { CardReaders, type FoundApplet } from './readers.ts'
import { openAppletSession } from './session.ts'
import { type AppletSettings, AppletVisits } from './visits.ts'

export interface PcscSettings extends AppletSettings {
  /** The system's PC/SC library. */
  readonly path: string
  readonly platform: NodeJS.Platform
}

/** Smart cards with our applet, in any PC/SC reader (docs/reference/applet.md). */
export function pcscAppletDriver(settings: PcscSettings): DongleDriver {
  let opened: CardReaders | undefined
  const readers = () => {
    opened ??= openReaders(settings)
    return opened
  }
  return {
    name: 'pcsc-applet',
    available: async () => available(readers),
    list: async () => readers().find().map(refOf),
    open: async (key) => openAppletSession(new AppletVisits(readers(), settings, key)),
    makeKey: async (key, pin) => {
      const visits = new AppletVisits(readers(), settings, key)
      try {
        if (pin !== undefined) visits.unlock(pin)
        return visits.makeKey()
      } finally {
        visits.close()
      }
    },
  }
}

function openReaders({ path, platform }: PcscSettings): CardReaders {
  try {
    return new CardReaders(new PcscLibrary(path, platform))
  } catch (error) {
    throw new DongleError('driver-unavailable', String(error))
  }
}

/** The version is that of the applet's command set: PC/SC itself tells none. */
function available(readers: () => CardReaders): DriverAvailability {
  try {
    readers().find()
    return { available: true, version: '1' }
  } catch (error) {
    const told = toDongleError(error)
    return { available: false, why: told instanceof DongleError ? told.detail : String(told) }
  }
}

function refOf({ key, id, description: { label, manufacturer, model, serial } }: FoundApplet): DongleRef {
  return { driver: 'pcsc-applet', key, id, label, manufacturer, model, serial }
}
