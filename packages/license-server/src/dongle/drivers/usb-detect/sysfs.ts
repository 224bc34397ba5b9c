import { closeSync, opendirSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'

/** A device on the bus, as the kernel shows it. */
export interface UsbDevice {
  /** Where it is plugged in, such as 1-4.2. */
  readonly port: string
  /** Rises with every device that comes: another one at the same port has another number. */
  readonly number: string
  readonly vendorId: string
  readonly productId: string
  /** Empty when it tells none. */
  readonly serial: string
}

const devicesLimit = 256
const attributeSizeBytes = 256

/**
 * Every device under `<root>/bus/usb/devices`. A kernel's attributes are read each time, because the folder sends no events; that takes
 * less than a millisecond. opendir and not readdir: so it also works under tools that put another /sys in place.
 *
 * @returns undefined where there is no such folder, as on other systems and in most containers
 */
export function readUsbDevices(root: string): UsbDevice[] | undefined {
  const folder = join(root, 'bus', 'usb', 'devices')
  const ports = portsIn(folder)
  return ports?.flatMap((port) => {
    const attribute = (name: string) => readAttribute(join(folder, port, name))
    const [vendorId, productId, number] = [attribute('idVendor'), attribute('idProduct'), attribute('devnum')]
    if (!isId(vendorId) || !isId(productId) || number === undefined) return [] // pulled just now, or no device
    return [{ port, number, vendorId, productId, serial: attribute('serial') ?? '' }]
  })
}

/** A device's folder is named bus-port.port…; interfaces have a colon, root hubs begin with "usb". */
const isPort = (name: string) => /^\d{1,3}-\d{1,3}(\.\d{1,3}){0,6}$/.test(name)

const isId = (text: string | undefined): text is string => text !== undefined && /^[0-9a-f]{4}$/i.test(text)

function portsIn(folder: string): string[] | undefined {
  try {
    const opened = opendirSync(folder)
    try {
      const ports: string[] = []
      for (let entry = opened.readSync(); entry !== null && ports.length < devicesLimit; entry = opened.readSync()) {
        if (isPort(entry.name)) ports.push(entry.name)
      }
      return ports.toSorted()
    } finally {
      opened.closeSync()
    }
  } catch {
    return undefined
  }
}

function readAttribute(path: string): string | undefined {
  try {
    const file = openSync(path, 'r')
    try {
      const bytes = Buffer.alloc(attributeSizeBytes)
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, attributeSizeBytes, 0)).trim()
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}
