import type { DriverAvailability } from '../../driver.ts'
import { DongleError } from '../../error.ts'
import { type DongleReader, type DongleRecord, type FoundDongle, recordLimits } from '../../reader.ts'
import { type PageDeps, readDevices, readFeatures } from './page.ts'
import type { Table } from './table.ts'
import { entryOf, type HardwareKey, hardwareKeyOf } from './words.ts'

const manufacturer = 'Thales Sentinel'

/**
 * Reads Sentinel HL and HASP keys through the page of their runtime on this machine. Nothing is written, no vendor code is used. The
 * layout was checked against public samples only, never on hardware.
 */
export function sentinelReader(deps: PageDeps): DongleReader {
  let availability: DriverAvailability = { available: false, why: 'its runtime was not asked yet' }

  async function readKeys(): Promise<HardwareKey[]> {
    try {
      const { rows } = await readDevices(deps)
      availability = { available: true, version: '1' }
      return rows.map(hardwareKeyOf).filter((key) => key !== undefined)
    } catch (error) {
      availability = { available: false, why: error instanceof DongleError ? error.detail : 'its runtime failed' }
      throw error
    }
  }

  const find = async (key: string) => (await readKeys()).find((found) => keyOf(found) === key)

  return {
    name: 'sentinel-acc',
    available: async () => availability,
    list: async () => (await readKeys()).slice(0, keysLimit).map(foundOf),
    observe: async (key) => {
      const before = await find(key)
      if (before === undefined) throw new DongleError('removed', key)
      if (before.refused) throw new DongleError('disabled', key)
      const features = await readFeatures(deps, before.id)
      // A key that was pulled meanwhile has no features: that is not a key without licenses.
      if ((await find(key)) === undefined) throw new DongleError('removed', key)
      return recordOf(before, features)
    },
  }
}

const keysLimit = 16

const keyOf = ({ id, model }: HardwareKey) => `${manufacturer}|${model}|${id}`

function foundOf(key: HardwareKey): FoundDongle {
  const { id: serial, model } = key
  return { key: keyOf(key), label: `${model} ${serial}`, manufacturer, model, serial, way: 'record' }
}

function recordOf(key: HardwareKey, { rows, complete }: Table): DongleRecord {
  const entries = rows.map((row) => entryOf(row, key)).filter((entry) => entry !== undefined)
  return {
    serial: key.id,
    firmware: '',
    complete: complete && entries.length <= recordLimits.entries,
    entries: entries.slice(0, recordLimits.entries),
    unread: [],
  }
}
