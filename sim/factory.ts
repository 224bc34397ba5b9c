import { toSeconds } from '@undongle/core/time'
import type { SigningKeys } from '../packages/cloud/src/signing/signing-keys.ts'
import { openSession } from '../packages/license-server/src/dongle/session.ts'
import { listedOn, worldBegins } from './catalog.ts'
import { Dongle, type DongleObject, storageOf } from './dongle.ts'
import { noFaults } from './fault.ts'
import { Life } from './life.ts'

/** Makes the dongles a vendor has sold, with the vendor's signed list on each; the same ones for every world. */
export class Factory {
  readonly #keys: SigningKeys
  readonly #made = new Map<string, readonly DongleObject[]>()

  constructor(keys: SigningKeys) {
    this.#keys = keys
  }

  async make(serial: string, kind: { readOnly: boolean; isMute: boolean }): Promise<Dongle> {
    const dongle = new Dongle(serial, kind)
    const objects = this.#made.get(serial) ?? (await this.#write(serial))
    this.#made.set(serial, objects)
    dongle.begin(objects)
    return dongle
  }

  async #write(serial: string): Promise<readonly DongleObject[]> {
    const blank = new Dongle(serial, { readOnly: false, isMute: false })
    blank.at = 'factory'
    const claims = {
      iss: 'Vendor',
      iat: toSeconds(worldBegins),
      dongle: blank.thumbprint,
      serial,
      licenses: listedOn(serial),
    }
    const list = this.#keys.sign('license-list', this.#keys.kidOf('license-list'), claims)
    const visitor = { machine: 'factory', life: new Life(), faults: noFaults, crash: () => undefined }
    await openSession(storageOf(blank, visitor)).writeList(list)
    return blank.objects
  }
}
