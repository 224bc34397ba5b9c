import type { DriverAvailability } from '../../driver.ts'
import { DongleError } from '../../error.ts'
import { plainSerial } from '../../plain-text.ts'
import type { DongleReader, FoundDongle } from '../../reader.ts'
import { findKnownDongle, type RuntimeName } from './known-dongles.ts'
import { readUsbDevices, type UsbDevice } from './sysfs.ts'

/** A license dongle on USB, and which runtime would tell what is on it. */
export interface DetectedDongle {
  readonly found: FoundDongle
  readonly readBy: RuntimeName | null
}

export interface UsbDetect extends DongleReader {
  readonly detected: () => DetectedDongle[]
  /** Another text whenever a known dongle came or went: when to ask the runtimes anew. */
  readonly picture: () => string
}

/**
 * Tells which license dongles are plugged in, and reads none: anybody can make a device that says these ids and any serial, so this is
 * a hint to a person and proves nothing.
 *
 * @param sysfsRoot usually /sys
 */
export function usbDetect({ sysfsRoot }: { readonly sysfsRoot: string }): UsbDetect {
  const devices = () => readUsbDevices(sysfsRoot)?.filter(isKnown) ?? []
  const detected = () => devices().flatMap(detectedOf)
  return {
    name: 'usb-detect',
    available: async () => availabilityIn(sysfsRoot),
    list: async () => detected().map(({ found }) => found),
    observe: async (key) => {
      throw new DongleError(detected().some(({ found }) => found.key === key) ? 'unsupported' : 'removed', key)
    },
    detected,
    picture: () =>
      devices()
        .map(({ port, number }) => `${port}:${number}`)
        .join(' '),
  }
}

function availabilityIn(sysfsRoot: string): DriverAvailability {
  if (readUsbDevices(sysfsRoot) !== undefined) return { available: true, version: '1' }
  return { available: false, why: 'this system does not show its USB devices under bus/usb/devices' }
}

const isKnown = ({ vendorId, productId }: UsbDevice) => findKnownDongle(vendorId, productId) !== undefined

function detectedOf({ vendorId, productId, serial: told, port }: UsbDevice): DetectedDongle[] {
  const known = findKnownDongle(vendorId, productId)
  if (known === undefined) return []
  const { manufacturer, model, readBy } = known
  const serial = plainSerial(told) ?? `port-${port}`
  // The port is part of the key: two dongles that tell the same serial are two dongles.
  const key = `usb|${vendorId}:${productId}|${serial}|${port}`.toLowerCase()
  const label = `${model} (${manufacturer})`
  const way = readBy === null ? 'presence' : 'runtime-missing'
  return [{ found: { key, label, manufacturer, model, serial, way }, readBy }]
}
