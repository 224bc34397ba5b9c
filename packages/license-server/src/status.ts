import path from 'node:path'
import type { Status } from '@undongle/core/api/local/status'
import type { TransferId } from '@undongle/core/id'
import type { AccountCloud } from './cloud/account-cloud.ts'
import type { CloudContact } from './cloud/contact.ts'
import { type DongleDesk, versionIn } from './dongle/desk.ts'
import type { DriverStatus } from './dongle/host/service.ts'
import type { Store } from './journal/store.ts'
import type { ReadClocks } from './lease/boot-clock.ts'
import { tellMachineTime } from './lease/clock-store.ts'
import type { Session } from './sign-in/session.ts'
import type { SignIn } from './sign-in/sign-in.ts'
import { licenseServerVersion } from './version.ts'

interface Deps {
  readonly store: Store
  readonly service: { readonly enabled: boolean }
  readonly clocks: ReadClocks
  readonly contact: CloudContact
  readonly session: Session
  readonly cloud: AccountCloud
  readonly dongles: DongleDesk
  readonly signIn: SignIn
  readonly running: () => TransferId[]
}

/** What HOME and the header of every page show. */
export async function readStatus(deps: Deps): Promise<Status> {
  const { contact, cloud, dongles, signIn, service, running } = deps
  const drivers = await dongles.drivers()
  return {
    version: licenseServerVersion,
    vendor: cloud.knownLines()?.vendor ?? 'Undongle',
    logo: cloud.knownLogo()?.hash ?? null,
    cloud: {
      url: contact.connection.url,
      reachable: contact.reachable,
      lastContactAt: contact.lastAt?.toISOString() ?? null,
    },
    signIn: signIn.state(),
    dongleService: { enabled: service.enabled, drivers: drivers.map(shownDriver) },
    clock: clockOf(deps),
    certificateLog: contact.certificateLog,
    running: running(),
  }
}

const shownDriver = ({ driver, availability }: DriverStatus): Status['dongleService']['drivers'][number] => ({
  name: isModule(driver) ? `pkcs11 ${path.basename(driver)}` : driver,
  version: availability.available ? versionIn(availability.version) : '0',
  available: availability.available,
  why: availability.available ? '' : availability.why,
  evaluation: driver === 'file',
})

/** A PKCS#11 module is named by its file; a driver has a name without dots and slashes. */
const isModule = (driver: string): boolean => /[\\/.]/.test(driver)

function clockOf({ store, session, clocks }: Deps): Status['clock'] {
  if (session.account() === undefined) return 'trusted'
  const { kind } = tellMachineTime(store, clocks())
  return kind === 'contact-needed' ? 'needs-contact' : kind === 'trusted' ? 'trusted' : 'behind'
}
