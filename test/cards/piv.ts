import type { CardApplication } from './card.ts'
import { type Answer, accept, type Command, refuse } from './command.ts'

export interface PivSettings {
  /** The device's number, which Yubico's module shows as the serial. */
  readonly serial: number
  readonly pin: string
  readonly certificate: Uint8Array
}

const pinTries = 3

/** What OpenSC and Yubico's module need of PIV (NIST SP 800-73-4) to list a token, tell its certificate and log in. Nothing is signed. */
export function makePiv({ serial, pin, certificate }: PivSettings): CardApplication {
  let isUnlocked = false
  let tries = pinTries
  const guid = Buffer.alloc(16, serial % 251)
  guid.writeUInt32BE(serial)
  // OpenSC takes the token's serial from its end.
  const fascn = Buffer.alloc(25, 0xd4)
  fascn.writeUInt32BE(serial, 21)
  const chuid = [field(0x30, fascn), field(0x34, guid), field(0x35, Buffer.from('20501231')), field(0x3e), field(0xfe)]
  const holder = [field(0x70, certificate), field(0x71, Uint8Array.of(0)), field(0xfe)]
  const objects = new Map<string, Uint8Array>([
    ['5fc102', field(0x53, ...chuid)],
    ['5fc105', field(0x53, ...holder)],
    ['7e', field(0x7e, field(0x4f, piv), field(0x5f2f, Uint8Array.of(0x40, 0)))],
  ])

  function verifyPin(given: Uint8Array): Answer {
    if (tries === 0) return refuse(0x6983)
    if (given.length === 0) return refuse(isUnlocked ? 0x9000 : 0x63c0 | tries)
    isUnlocked = Buffer.from(given).equals(Buffer.from(pin.padEnd(8, '\xff'), 'latin1'))
    tries = isUnlocked ? pinTries : tries - 1
    return isUnlocked ? accept() : refuse(0x63c0 | tries)
  }

  function readObject(data: Uint8Array): Answer {
    const name = valueIn(data, 0x5c)
    const found = name && objects.get(Buffer.from(name).toString('hex'))
    return found === undefined ? refuse(0x6a82) : accept(found)
  }

  function answer(command: Command): Answer {
    const { instruction, p2, data } = command
    switch (instruction) {
      case 0x20:
        return p2 === 0x80 ? verifyPin(data) : refuse(0x6a88)
      case 0xcb:
        return readObject(data)
      case 0xfd: // Yubico: the firmware's version
        return accept(Uint8Array.of(5, 4, 3))
      case 0xf8: // Yubico: the serial
        return accept(numberBytes(serial))
      default:
        return refuse(0x6d00)
    }
  }

  return {
    name: piv,
    choose: () =>
      field(
        0x61,
        field(0x4f, Uint8Array.from(Buffer.from('000010000100', 'hex'))),
        field(0x79, field(0x4f, piv.subarray(0, 5))),
      ),
    answer,
    leave: () => {
      isUnlocked = false
    },
  }
}

const piv = Uint8Array.from(Buffer.from('A000000308000010000100', 'hex'))

function numberBytes(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** BER: tag, length, value. */
function field(tag: number, ...values: readonly Uint8Array[]): Uint8Array {
  const value = Buffer.concat(values)
  const name = tag > 0xff ? [tag >> 8, tag & 0xff] : [tag]
  const length = value.length < 0x80 ? [value.length] : [0x82, value.length >> 8, value.length & 0xff]
  return Buffer.concat([Uint8Array.of(...name, ...length), value])
}

/** @returns the value of the first field with this tag of one byte */
function valueIn(bytes: Uint8Array, tag: number): Uint8Array | undefined {
  for (let at = 0; at + 2 <= bytes.length; ) {
    const [found = 0, first = 0, second = 0, third = 0] = bytes.subarray(at)
    const [head, length] = first === 0x82 ? [4, (second << 8) | third] : first === 0x81 ? [3, second] : [2, first]
    if (found === tag) return bytes.subarray(at + head, at + head + length)
    at += head + length
  }
  return undefined
}
