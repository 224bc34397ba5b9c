import type { DriverAvailability } from '../../driver.ts'
import { DongleError } from '../../error.ts'
import { type DongleReader, type DongleRecord, type FoundDongle, recordLimits } from '../../reader.ts'
import { type Command, runCommand } from './command.ts'
import { type Container, entriesOf, type Listing, parseListing } from './listing.ts'

const manufacturer = 'Wibu-Systems'
const model = 'CodeMeter CmContainer'

/**
 * Reads CodeMeter dongles with the tool that their runtime brings. Nothing is written and nothing imported. The layout of what the tool
 * prints is only partly known from public texts, and was never seen from hardware.
 */
export function codeMeterReader(command: Command): DongleReader {
  let availability: DriverAvailability = { available: false, why: 'its tool was not run yet' }

  async function ask(argument: '-l' | '-x'): Promise<Listing> {
    try {
      const listing = parseListing(await runCommand(command, argument))
      if (listing.version === undefined) throw new DongleError('driver-unavailable', 'these are not the tool’s words')
      availability = { available: true, version: listing.version }
      return listing
    } catch (error) {
      availability = { available: false, why: error instanceof DongleError ? error.detail : 'its tool failed' }
      throw error
    }
  }

  return {
    name: 'codemeter-cmu',
    available: async () => availability,
    list: async () => distinct((await ask('-l')).containers).map(foundOf),
    observe: async (key) => {
      const containerIn = ({ containers }: Listing) => containers.find((found) => foundOf(found).key === key)
      const listed = containerIn(await ask('-l'))
      if (listed === undefined) throw new DongleError('removed', key)
      if (listed.disabled) throw new DongleError('disabled', key)
      const content = await ask('-x')
      const container = containerIn(content)
      // A dongle that was pulled meanwhile has no content: that is not a dongle without licenses.
      if (containerIn(await ask('-l')) === undefined) throw new DongleError('removed', key)
      if (container === undefined) throw new DongleError('incomplete', 'the tool lists it, and not what is on it')
      return recordOf({ ...container, firmware: container.firmware || listed.firmware }, content.complete)
    },
  }
}

const distinct = (containers: readonly Container[]) =>
  containers.filter(({ serial }, index) => containers.findIndex((other) => other.serial === serial) === index)

function foundOf({ serial }: Container): FoundDongle {
  const label = `${model} ${serial}`
  return { key: `${manufacturer}|${model}|${serial}`, label, manufacturer, model, serial, way: 'record' }
}

function recordOf({ serial, firmware, lines }: Container, isWhole: boolean): DongleRecord {
  const { entries, unread } = entriesOf(lines)
  return {
    serial,
    firmware,
    complete: isWhole && entries.length <= recordLimits.entries,
    entries: entries.slice(0, recordLimits.entries),
    unread: unread.slice(0, recordLimits.unreadLines),
  }
}
