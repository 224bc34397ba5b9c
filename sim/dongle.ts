import { thumbprint } from '@undongle/core/key'
import type { DongleCapabilities, DongleIdentity } from '../packages/license-server/src/dongle/driver.ts'
import { DongleError } from '../packages/license-server/src/dongle/error.ts'
import { type DongleStorage, type DongleVisit, kindOfName } from '../packages/license-server/src/dongle/storage.ts'
import type { Faults } from './fault.ts'
import { type DongleKey, dongleKeyOf } from './keys.ts'
import { Crashed, type Life } from './life.ts'

export interface DongleObject {
  readonly handle: string
  readonly name: string
  readonly value: Uint8Array
}

/** A dongle: a key that stays in it and objects that outlive every process. */
export class Dongle {
  readonly key: DongleKey
  readonly serial: string
  readonly thumbprint: string
  readonly readOnly: boolean
  /** Its key signs nothing: whoever has it has nothing but a serial to show. */
  readonly isMute: boolean
  objects: readonly DongleObject[] = []
  /** The name of the machine it is plugged into. */
  at: string | undefined
  roomBytes: number | null = null
  /** Counts what was written. */
  writes = 0
  /** What it held before each of its acts: somebody may have kept that. */
  past: readonly (readonly DongleObject[])[] = []
  /** Its owner has put an old state back. */
  wasPutBack = false
  /** Nobody will ever read it again. */
  isDead = false
  #made = 0
  #signed = 0

  constructor(serial: string, { readOnly, isMute }: { readOnly: boolean; isMute: boolean }) {
    this.key = dongleKeyOf(serial)
    this.serial = serial
    this.thumbprint = thumbprint(this.key.publicKey)
    this.readOnly = readOnly
    this.isMute = isMute
  }

  get identity(): DongleIdentity {
    return {
      driver: 'pkcs11',
      key: `Vendor|Model|${this.serial}`,
      id: this.thumbprint,
      label: this.serial,
      manufacturer: 'Vendor',
      model: 'Model',
      serial: this.serial,
      publicKey: this.key.publicKey,
      firmware: '1',
    }
  }

  get capabilities(): DongleCapabilities {
    return {
      grade: { class: this.readOnly ? 'B' : 'A', crashSafe: !this.readOnly, tamperProof: false },
      readOnly: this.readOnly,
      pin: 'none',
      pinTries: 'many',
      signs: this.isMute ? [] : ['ES256'],
      roomBytes: this.roomBytes,
      evaluation: false,
    }
  }

  /** Begins with what another dongle of this key holds. */
  begin(objects: readonly DongleObject[]): void {
    this.objects = objects
    this.#made = objects.length
  }

  put(name: string, value: Uint8Array): void {
    if (kindOfName(name) === 'state') this.past = [...this.past, this.objects]
    this.objects = [...this.objects, { handle: `${name} ${this.#made++}`, name, value }]
    this.writes++
  }

  putBack(objects: readonly DongleObject[]): void {
    this.objects = objects
    this.wasPutBack = true
    this.writes++
  }

  take(handle: string): void {
    this.objects = this.objects.filter((object) => object.handle !== handle)
    this.writes++
  }

  /** @throws DongleError */
  sign(message: Uint8Array): Uint8Array {
    if (this.isMute) throw new DongleError('unsupported', 'signing')
    return this.key.sign(message, this.#signed++)
  }
}

interface Visitor {
  readonly machine: string
  readonly life: Life
  readonly faults: Faults
  readonly crash: () => void
}

/** The dongle as one process of one machine reaches it. */
export function storageOf(dongle: Dongle, visitor: Visitor): DongleStorage {
  return {
    unlock: () => undefined,
    close: () => undefined,
    visit(_mode, work) {
      requireThere(dongle, visitor)
      return work(visitOf(dongle, visitor))
    },
  }
}

function visitOf(dongle: Dongle, visitor: Visitor): DongleVisit {
  const there = <Answer>(answer: () => Answer): Answer => {
    requireThere(dongle, visitor)
    return answer()
  }
  return {
    identify: () => there(() => dongle.identity),
    capabilities: () => there(() => dongle.capabilities),
    objects: () =>
      there(() => dongle.objects.map(({ handle, name, value }) => ({ handle, value, kind: kindOfName(name) }))),
    lookAgain: () => undefined,
    confirm: () => requireThere(dongle, visitor),
    sign: (message) => touch(dongle, visitor, 'sign', '', () => dongle.sign(message)),
    create: ({ name, value }) =>
      touch(
        dongle,
        visitor,
        'create',
        kindOfName(name),
        () => dongle.put(name, value),
        () => dongle.put(name, value.subarray(0, value.length >> 1)),
      ),
    destroy: (handle) => touch(dongle, visitor, 'destroy', '', () => dongle.take(handle)),
  }
}

/** One I/O of a dongle, with all that can happen to it. @param half what is left of it when the power goes in its middle */
function touch<Answer>(
  dongle: Dongle,
  { machine, life, faults, crash }: Visitor,
  kind: 'sign' | 'create' | 'destroy',
  what: string,
  act: () => Answer,
  half: () => void = () => undefined,
): Answer {
  requireThere(dongle, { machine, life })
  const fault = faults.at({ kind, what })
  switch (fault) {
    case 'fails':
      dongle.at = undefined // pulled out
      throw new DongleError('removed')
    case 'full':
      throw new DongleError('dongle-full')
    case 'torn':
      half()
      return die(crash)
    case 'crash-before':
      return die(crash)
    case 'crash-after':
      act()
      return die(crash)
    default:
      return act()
  }
}

function die(crash: () => void): never {
  crash()
  throw new Crashed()
}

function requireThere(dongle: Dongle, { machine, life }: Pick<Visitor, 'machine' | 'life'>): void {
  life.requireAlive()
  if (dongle.at !== machine) throw new DongleError('removed')
}
