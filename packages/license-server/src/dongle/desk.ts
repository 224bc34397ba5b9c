import { ApiError, toProblem } from '@undongle/core/api/error'
import type { ApiErrorCode } from '@undongle/core/api/errors'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { DocumentKey } from '@undongle/core/document/jws'
import { splitDocument } from '@undongle/core/document/jws'
import { type LicenseList, licenseListSchema, openLicenseList } from '@undongle/core/document/license-list'
import type { TransferEvidence } from '@undongle/core/dongle/evidence'
import { licenseStateAt } from '@undongle/core/dongle/state'
import { fromUtf8, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { verifySignature } from '@undongle/core/node/crypto'
import { fromSeconds } from '@undongle/core/time'
import { toApiError } from '../http/problem.ts'
import { contentOf, evidenceOf } from '../transfer/evidence.ts'
import type { DongleCapabilities, DongleRef, DongleSession, PinEntry } from './driver.ts'
import type { DongleService, DriverStatus } from './host/service.ts'
import { plainSerial } from './plain-text.ts'
import { readRecorded } from './recorded.ts'
import { tellingLoss } from './telling-loss.ts'

/** How the local API names a dongle: short, stable, and fit for an address. */
export const addressOf = (ref: DongleRef): string => hashBytes(utf8(`${ref.driver}|${ref.key}`)).slice(0, 22)

/** A dongle as it was read, with what its signed content means. */
export interface ReadDongle {
  readonly ref: DongleRef
  readonly shown: SeenDongle
  readonly evidence: TransferEvidence | undefined
  /** Why it could not be read. */
  readonly failure?: ApiError
  /** The license list, when the vendor's signature on it was verified: only then is anything served from it. */
  readonly list: LicenseList | undefined
}

/** What is asked of the dongle service; a simulation has dongles without driver processes. */
export type PluggedDongles = Pick<DongleService, 'enabled' | 'list' | 'observe' | 'open' | 'status' | 'watch'>

/** The dongles on this machine, and one open session for each that is in use: a PIN lives in the driver's process as long as its session. */
export class DongleDesk {
  readonly #service: PluggedDongles
  readonly #keys: () => readonly DocumentKey[]
  readonly #sessions = new Map<string, Promise<DongleSession>>()
  readonly #unlocked = new Set<string>()
  /** Keys of dongles that show an older state than they had. */
  readonly #rolledBack = new Set<string>()
  #drivers: readonly DriverStatus[] = []

  constructor(service: PluggedDongles, keys: () => readonly DocumentKey[]) {
    this.#service = service
    this.#keys = keys
    service.watch(({ type, ref }) => {
      if (type === 'removed' || type === 'changed') this.release(ref.key)
    })
  }

  /** Every dongle plugged in, read now. One that can't be read is in the list, with its reason. */
  async read(): Promise<ReadDongle[]> {
    if (!this.#service.enabled) throw new ApiError('dongle-service-off')
    const refs = await this.#service.list()
    return Promise.all(refs.map((ref) => this.#readOne(ref)))
  }

  /** @throws ApiError `dongle-not-found`, `dongle-service-off` */
  async find(address: string): Promise<ReadDongle> {
    const found = (await this.read()).find(({ shown }) => shown.dongle === address)
    if (found === undefined) throw new ApiError('dongle-not-found')
    return found
  }

  /** The session of the dongle with this key. @throws ApiError `dongle-not-found`, `dongle-service-off` */
  async session(thumbprint: string): Promise<DongleSession> {
    if (!this.#service.enabled) throw new ApiError('dongle-service-off')
    const ref = (await this.#service.list()).find((candidate) => candidate.id === thumbprint)
    if (ref === undefined) throw new ApiError('dongle-not-found')
    return this.#sessionOf(ref)
  }

  async unlock(thumbprint: string, pin: PinEntry): Promise<void> {
    const session = await this.session(thumbprint)
    await session.unlock(pin)
    const key = (await session.identify()).key
    this.#unlocked.add(key)
  }

  /** Nothing is served from a dongle that shows an older state than it had, until it was put right. */
  noteRolledBack(thumbprint: string, isRolledBack: boolean): void {
    if (isRolledBack) this.#rolledBack.add(thumbprint)
    else this.#rolledBack.delete(thumbprint)
  }

  /** Closes a dongle's session, and with it forgets its PIN. */
  release(key: string): void {
    const session = this.#sessions.get(key)
    this.#sessions.delete(key)
    this.#unlocked.delete(key)
    session?.then((open) => open.close()).catch(() => undefined)
  }

  /** The same, by the dongle's serial. */
  releaseSerial(serial: string): void {
    for (const key of this.#sessions.keys()) if (key.endsWith(`|${serial}`)) this.release(key)
  }

  async drivers(): Promise<readonly DriverStatus[]> {
    if (this.#service.enabled) this.#drivers = await this.#service.status()
    return this.#drivers
  }

  #sessionOf(ref: DongleRef): Promise<DongleSession> {
    const known = this.#sessions.get(ref.key)
    if (known !== undefined) return known
    const lost = () => {
      if (this.#sessions.get(ref.key) === opened) this.release(ref.key)
    }
    const opened = this.#service.open(ref.key).then((session) => tellingLoss(session, lost))
    this.#sessions.set(ref.key, opened)
    opened.catch(() => this.release(ref.key))
    return opened
  }

  async #readOne(ref: DongleRef): Promise<ReadDongle> {
    const driver = { ...(await this.#driverOf(ref)), evaluation: ref.driver === 'file' }
    const base = { dongle: addressOf(ref), key: ref.id, serial: ref.serial, label: ref.label || ref.serial, driver }
    const { way } = ref
    if (way !== undefined) {
      const known = { ...base, serial: plainSerial(ref.serial) ?? '-', label: base.label || '-' }
      return readRecorded({ ...ref, way }, known, (key) => this.#service.observe(key))
    }
    try {
      const session = await this.#sessionOf(ref)
      const capabilities = await session.capabilities()
      const reading = await session.read()
      const content = contentOf(reading)
      const evidence =
        content.state === 'whole'
          ? evidenceOf(reading, content, {
              grade: capabilities.grade,
              driver: { name: driver.name, version: driver.version },
            })
          : undefined
      const pin = pinOf(capabilities, this.#unlocked.has(ref.key))
      const empty = { grade: capabilities.grade, pin, generation: null, licenses: [] }
      if (content.state === 'incomplete') {
        return {
          ref,
          evidence,
          list: undefined,
          shown: { ...base, ...empty, state: 'incomplete', problem: problem('dongle-incomplete') },
        }
      }
      const { body } = content.current
      const list = openedList(content.list, this.#keys())
      const licenses = ((list ?? listAsShown(content.list))?.licenses ?? []).map((license, position) => {
        const state = licenseStateAt(body, position)
        return {
          license,
          state: state.state,
          until: state.state === 'until' ? fromSeconds(state.until).toISOString() : null,
        }
      })
      const fault = this.#faultOf(ref, content.state)
      return {
        ref,
        evidence,
        list: fault === 'dongle-rolled-back' ? undefined : list,
        shown: {
          ...base,
          ...empty,
          generation: body.generation,
          licenses,
          state: fault === undefined ? 'ready' : fault === 'dongle-damaged' ? 'damaged' : 'error',
          problem: fault === undefined ? null : problem(fault),
        },
      }
    } catch (error) {
      const failure = toApiError(error)
      // A blank one may be getting its key just now: whoever makes it has entered the PIN.
      if (failure.code !== 'dongle-foreign') this.release(ref.key)
      const state = failure.code === 'dongle-foreign' ? 'foreign' : 'error'
      return {
        ref,
        evidence: undefined,
        list: undefined,
        failure,
        shown: {
          ...base,
          key: ref.id,
          state,
          problem: problem(failure.code),
          grade: null,
          pin: 'none',
          generation: null,
          licenses: [],
        },
      }
    }
  }

  #faultOf({ id }: DongleRef, state: 'whole' | 'damaged'): 'dongle-damaged' | 'dongle-rolled-back' | undefined {
    if (state === 'damaged') return 'dongle-damaged'
    return id !== null && this.#rolledBack.has(id) ? 'dongle-rolled-back' : undefined
  }

  async #driverOf(ref: DongleRef): Promise<{ name: string; version: string }> {
    if (this.#drivers.length === 0) await this.drivers()
    // A module is listed by its path; the first one stands for all.
    const status =
      this.#drivers.find((driver) => driver.driver === ref.driver) ??
      this.#drivers.find((driver) => (driver.driver === 'file') === (ref.driver === 'file'))
    const version = status?.availability.available ? versionIn(status.availability.version) : '0'
    return { name: ref.driver, version }
  }
}

/** A vendor's module tells its version in words; only the number can be compared. */
export const versionIn = (text: string): string => /\d{1,5}(\.\d{1,5}){0,3}/.exec(text)?.[0] ?? '0'

function pinOf(capabilities: DongleCapabilities, unlocked: boolean): SeenDongle['pin'] {
  if (capabilities.pin === 'none') return 'none'
  if (unlocked) return 'entered'
  switch (capabilities.pinTries) {
    case 'few':
      return 'few-tries-left'
    case 'last':
      return 'last-try'
    case 'locked':
      return 'locked'
    default:
      return 'needed'
  }
}

/** For the eyes only: what a list says whose signature could not be checked yet. */
function listAsShown(bytes: Uint8Array): LicenseList | undefined {
  const split = splitDocument(fromUtf8(bytes) ?? '', 'license-list')
  const list = split.ok ? licenseListSchema.safeParse(split.document.payload) : undefined
  return list?.data
}

function openedList(bytes: Uint8Array, keys: readonly DocumentKey[]): LicenseList | undefined {
  const opened = openLicenseList(fromUtf8(bytes) ?? '', keys, verifySignature)
  return opened.ok ? opened.claims : undefined
}

const problem = (code: ApiErrorCode) => toProblem(new ApiError(code), '')
