/** The kinds of dongle whose runtime a reader of ours can ask. */
export type RuntimeName = 'codemeter-cmu' | 'sentinel-acc'

export interface KnownDongle {
  readonly manufacturer: string
  readonly model: string
  /** Which reader asks its runtime; null where only the vendor's records say what is on it. */
  readonly readBy: RuntimeName | null
}

const wibu = 'Wibu-Systems'
const thales = 'Thales'
const dongle = (manufacturer: string, model: string, readBy: RuntimeName | null = null): KnownDongle => ({
  manufacturer,
  model,
  readBy,
})
const codeMeter = (model: string) => dongle(wibu, model, 'codemeter-cmu')
const wibuKey = (model: string) => dongle(wibu, model)

/**
 * License dongles by vendor and product id, after the public usb.ids list of July 2025. Tokens that the pkcs11 driver reads, and keys
 * for signing in, are no license dongles and not here.
 */
const knownDongles: Readonly<Record<string, KnownDongle>> = {
  '064f:03e9': codeMeter('CodeMeter CmStick'),
  '064f:03f2': codeMeter('CodeMeter CmStick/M'),
  '064f:03f3': codeMeter('CodeMeter CmStick/M'),
  '064f:2af9': codeMeter('CodeMeter CmStick'),
  '064f:2b03': codeMeter('CodeMeter CmStick/M'),
  '064f:5213': codeMeter('CodeMeter CmStick/M'),
  '064f:0bd7': wibuKey('WibuKey WibuBox/U'),
  '064f:0bd8': wibuKey('WibuKey WibuBox/RU'),
  '0529:0001': dongle(thales, 'Sentinel HASP', 'sentinel-acc'),
  '04b9:0300': dongle(thales, 'Sentinel SuperPro or UltraPro'),
  '04b9:8000': dongle(thales, 'Sentinel Hardware Key'),
  '088e:5036': dongle('PACE', 'iLok'),
  '0819:0101': dongle('Steinberg', 'eLicenser'),
  '096e:0006': dongle('Feitian', 'ROCKEY'),
  '096e:0120': dongle('Microcosm', 'Dinkey'),
  '0471:485d': dongle('Senselock', 'SenseIV'),
  '1bc0:485d': dongle('Senselock', 'EliteIV'),
  '1bc0:0013': dongle('Senselock', 'Elite'),
  '1bc0:0014': dongle('Senselock', 'Elite'),
  '1bc0:0051': dongle('Senselock', 'Elite 5'),
  '1bc0:0055': dongle('Senselock', 'Elite 5'),
  '073d:0000': dongle('Eutron', 'SmartKey'),
  '073d:0025': dongle('Eutron', 'SmartKey 3'),
  '07f2:0001': dongle('KEYLOK', 'KEYLOK II'),
  '07f2:0003': dongle('KEYLOK', 'KEYLOK 3'),
  '069e:0005': dongle('MARX', 'CryptoBox'),
  '0d7a:0001': dongle('MARX', 'CrypToken'),
  '0e50:0001': dongle('TechnoData', 'Matrix'),
  '0e50:0002': dongle('TechnoData', 'Matrixlock'),
  '0403:c580': dongle('SecuTech', 'UniKey'),
}

/** Makers of license dongles only: a product that is not in the list is one of theirs all the same. */
const knownMakers: Readonly<Record<string, KnownDongle>> = {
  '064f': codeMeter('unknown model'),
  '0a89': dongle('Aktiv', 'Guardant'),
  '1bc0': dongle('Senselock', 'unknown model'),
}

/** @param vendorId, productId four digits in hexadecimal, as a device tells them */
export function findKnownDongle(vendorId: string, productId: string): KnownDongle | undefined {
  const id = `${vendorId}:${productId}`.toLowerCase()
  return Object.hasOwn(knownDongles, id) ? knownDongles[id] : knownMakerOf(id)
}

const knownMakerOf = (id: string): KnownDongle | undefined => {
  const maker = id.slice(0, 4)
  return Object.hasOwn(knownMakers, maker) ? knownMakers[maker] : undefined
}
