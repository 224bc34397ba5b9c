import type { SeenDongle } from '@undongle/core/api/local/dongle'
import { errorOfCode, usageError } from '../command/command-error.ts'
import { readSecret, readSecrets } from '../command/secret.ts'
import type { Surroundings } from '../command/surroundings.ts'

interface PinOptions {
  readonly pinFile?: string
  readonly confirmLastTry?: boolean
}

const option = '--pin-file'

/**
 * The PINs that these dongles want, by dongle: asked for one by one, or from a file. Where several want one, its lines say which is whose.
 *
 * @throws CommandError `pin-locked`, `pin-last-try`, `usage`
 */
export async function readPins(
  around: Surroundings,
  dongles: readonly SeenDongle[],
  { pinFile, confirmLastTry }: PinOptions,
): Promise<ReadonlyMap<string, string>> {
  const asking = dongles.filter(({ pin }) => pin !== 'none' && pin !== 'entered')
  for (const { pin, serial } of asking) {
    if (pin === 'locked') throw errorOfCode('pin-locked', serial)
    if (pin === 'last-try' && !confirmLastTry) throw errorOfCode('pin-last-try', '--confirm-last-try uses it')
  }
  if (asking.length > 1 && pinFile !== undefined) return pinsOf(asking, await readSecrets(around, pinFile))
  const pins = new Map<string, string>()
  for (const { dongle, label, serial } of asking) {
    const question = asking.length === 1 ? `PIN of ${label}` : `PIN of ${label} (serial ${serial})`
    pins.set(dongle, await readSecret(around, pinFile, question, option))
  }
  return pins
}

/** A PIN given to the wrong dongle costs that dongle a try: with several, nothing is guessed. */
function pinsOf(dongles: readonly SeenDongle[], lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    dongles.map(({ dongle, serial }) => {
      const line = lines.find((candidate) => candidate.startsWith(`${serial} `))
      if (line === undefined)
        throw usageError(
          `${option} has no line for the dongle with serial ${serial}.`,
          'Where several dongles move, write a line for each: its serial, a space, its PIN.',
        )
      return [dongle, line.slice(serial.length + 1)]
    }),
  )
}
