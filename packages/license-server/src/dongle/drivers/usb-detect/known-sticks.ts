/** The kinds of dongle whose runtime a reader of ours can ask. */
export type RuntimeName = 'codemeter-cmu' | 'sentinel-acc'

export interface KnownStick {
  readonly manufacturer: string
  readonly model: string
  /** Which reader asks its runtime; null where only the vendor's records say what is on it. */
  readonly readBy: RuntimeName | null
}

const wibu = 'Wibu-Systems'
const thales = 'Thales'
const stick = (manufacturer: string, model: string, readBy: RuntimeName | null = null): KnownStick => ({
  manufacturer,
  model,
  readBy,
})
const codeMeter = (model: string) => stick(wibu, model, 'codemeter-cmu')
const wibuKey = (model: string) => stick(wibu, model)

/**
 * License dongles by vendor and product id, after the public usb.ids list of July 2025. Tokens that the pkcs11 driver reads, and keys
 * for signing in, are no license dongles and not here.
 */
const knownSticks: Readonly<Record<string, KnownStick>> = {
  '064f:03e9': codeMeter('CodeMeter CmStick'),
  '064f:03f2': codeMeter('CodeMeter CmStick/M'),
  '064f:03f3': codeMeter('CodeMeter CmStick/M'),
  '064f:2af9': codeMeter('CodeMeter CmStick'),
  '064f:2b03': codeMeter('CodeMeter CmStick/M'),
  '064f:5213': codeMeter('CodeMeter CmStick/M'),
  '064f:0bd7': wibuKey('WibuKey WibuBox/U'),
  '064f:0bd8': wibuKey('WibuKey WibuBox/RU'),
  '0529:0001': stick(thales, 'Sentinel HASP key', 'sentinel-acc'),
  '04b9:0300': stick(thales, 'Sentinel SuperPro or UltraPro'),
  '04b9:8000': stick(thales, 'Sentinel Hardware Key'),
  '088e:5036': stick('PACE', 'iLok'),
  '0819:0101': stick('Steinberg', 'eLicenser'),
  '096e:0006': stick('Feitian', 'ROCKEY'),
  '096e:0120': stick('Microcosm', 'Dinkey'),
  '0471:485d': stick('Senselock', 'SenseIV'),
  '1bc0:485d': stick('Senselock', 'EliteIV'),
  '1bc0:0013': stick('Senselock', 'Elite'),
  '1bc0:0014': stick('Senselock', 'Elite'),
  '1bc0:0051': stick('Senselock', 'Elite 5'),
  '1bc0:0055': stick('Senselock', 'Elite 5'),
  '073d:0000': stick('Eutron', 'SmartKey'),
  '073d:0025': stick('Eutron', 'SmartKey 3'),
  '07f2:0001': stick('KEYLOK', 'KEYLOK II'),
  '07f2:0003': stick('KEYLOK', 'KEYLOK 3'),
  '069e:0005': stick('MARX', 'CryptoBox'),
  '0d7a:0001': stick('MARX', 'CrypToken'),
  '0e50:0001': stick('TechnoData', 'Matrix'),
  '0e50:0002': stick('TechnoData', 'Matrixlock'),
  '0403:c580': stick('SecuTech', 'UniKey'),
}

/** Makers of license dongles only: a product that is not in the list is one of theirs all the same. */
const knownMakers: Readonly<Record<string, KnownStick>> = {
  '064f': codeMeter('stick of an unknown model'),
  '0a89': stick('Aktiv', 'Guardant'),
  '1bc0': stick('Senselock', 'stick of an unknown model'),
}

/** @param vendorId, productId four digits in hexadecimal, as a device tells them */
export function findKnownStick(vendorId: string, productId: string): KnownStick | undefined {
  const id = `${vendorId}:${productId}`.toLowerCase()
  return Object.hasOwn(knownSticks, id) ? knownSticks[id] : knownMakerOf(id)
}

const knownMakerOf = (id: string): KnownStick | undefined => {
  const maker = id.slice(0, 4)
  return Object.hasOwn(knownMakers, maker) ? knownMakers[maker] : undefined
}
