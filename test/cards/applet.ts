import { timingSafeEqual } from 'node:crypto'
import { AppletMemory } from './applet-memory.ts'
import { type AppletState, bodyOf, bodySizeLimitBytes, hashOf, presenceOf, readingHashOf } from './applet-state.ts'
import type { CardApplication } from './card.ts'
import { type Answer, accept, type Command, refuse } from './command.ts'
import { CardMemory } from './memory.ts'

const name = Uint8Array.from(Buffer.from('F0554E444F4E474C45', 'hex'))
const pinTries = 3
/** The longest answer that this card gives at once. */
const answerLimitBytes = 2048

const status = {
  pinNeeded: 0x6982,
  pinBlocked: 0x6983,
  notNow: 0x6985,
  otherGeneration: 0x69c1,
  certificateMissing: 0x69c2,
  wrongData: 0x6a80,
  noRoom: 0x6a84,
  notFound: 0x6a88,
  wrongOffset: 0x6b00,
  unknownInstruction: 0x6d00,
} as const

export interface AppletSettings {
  readonly serial: string
  readonly label: string
  readonly pin: string
}

/** The applet of docs/reference/applet.md, with a lasting memory that a test may cut off in the middle of a write. */
export function makeApplet({ serial, label, pin }: AppletSettings, chip = new CardMemory()): CardApplication {
  const memory = new AppletMemory(chip)
  let isUnlocked = false
  chip.write('tries', Uint8Array.of(pinTries))

  function describe(): Uint8Array {
    const state = memory.state()
    const generation = Buffer.alloc(4)
    generation.writeUInt32BE(state?.generation ?? 0)
    const [room, longest] = [Buffer.alloc(4), Buffer.alloc(2)]
    room.writeUInt32BE(memory.roomBytes())
    longest.writeUInt16BE(answerLimitBytes)
    return Buffer.concat([
      tagged(0x80, Uint8Array.of(1)),
      tagged(0x81, Buffer.from('Undongle')),
      tagged(0x82, Buffer.from('virtual card')),
      tagged(0x83, Buffer.from(serial)),
      tagged(0x84, Buffer.from(label)),
      tagged(0x85, Buffer.from('1.0')),
      tagged(0x86, chip.read('tries')),
      tagged(0x87, room),
      tagged(0x88, Uint8Array.of(memory.key() === undefined ? 0 : state === undefined ? 1 : 2)),
      tagged(0x89, generation),
      tagged(0x8a, longest),
    ])
  }

  /** The try is counted before it is compared: a card that loses its power in between has not given one away. */
  function verifyPin(given: Uint8Array): Answer {
    const left = chip.read('tries')[0] ?? 0
    if (left === 0) return refuse(status.pinBlocked)
    if (given.length === 0) return refuse(isUnlocked ? 0x9000 : 0x63c0 | left)
    chip.write('tries', Uint8Array.of(left - 1))
    const expected = Buffer.from(pin)
    isUnlocked = given.length === expected.length && timingSafeEqual(given, expected)
    if (!isUnlocked) return refuse(left === 1 ? status.pinBlocked : 0x63c0 | (left - 1))
    chip.write('tries', Uint8Array.of(pinTries))
    return accept()
  }

  function makeKey(): Answer {
    if (memory.key() === undefined) memory.makeKey()
    return accept(memory.key()?.point)
  }

  function readContents(offset: number): Answer {
    const [key, state] = [memory.key(), memory.state()]
    if (key === undefined) return refuse(status.notNow)
    if (state === undefined) return partOf(Buffer.concat([Uint8Array.of(0), key.point]), offset)
    const named = [state.list, ...state.orders].map(({ hash, sizeBytes }) => {
      const size = Buffer.alloc(2)
      size.writeUInt16BE(sizeBytes)
      return Buffer.concat([Buffer.from(hash, 'base64url'), size])
    })
    const value = Buffer.from(state.value, 'base64url')
    const size = Buffer.alloc(2)
    size.writeUInt16BE(value.length)
    return partOf(Buffer.concat([Uint8Array.of(named.length), key.point, size, value, ...named]), offset)
  }

  function readDocument(data: Uint8Array, offset: number): Answer {
    const hash = Buffer.from(data).toString('base64url')
    const state = memory.state()
    const found = state && [state.list, ...state.orders].find((document) => document.hash === hash)
    return found === undefined ? refuse(status.notFound) : partOf(memory.document(found), offset)
  }

  function load(offset: number, data: Uint8Array): Answer {
    const loaded = memory.load(offset, data)
    if (loaded === 'loaded') return accept()
    return refuse(loaded === 'no-room' ? status.noRoom : status.wrongOffset)
  }

  function writeList(data: Uint8Array): Answer {
    const hash = Buffer.from(data).toString('base64url')
    const state = memory.state()
    if (state !== undefined) return state.list.hash === hash ? accept() : refuse(status.notNow)
    const list = memory.loaded(hash)
    if (list === undefined) return refuse(status.wrongData)
    return put({ generation: 1, previous: null, last: { act: 'made' }, away: [], list, orders: [] })
  }

  /** One write, and the same answer when it is asked again: the PIN is needed only for what changes something. */
  function retire(data: Buffer): Answer {
    const state = memory.state()
    if (state === undefined || data.length !== 92) return refuse(status.notNow)
    const order = data.subarray(4, 36).toString('base64url')
    if (isDone(state, order)) return accept()
    if (!isUnlocked) return refuse(status.pinNeeded)
    if (data.readUInt32BE(0) !== state.generation) return refuse(status.otherGeneration)
    const [transfer, document] = [transferIn(data.subarray(36, 62)), memory.loaded(order)]
    if (transfer === undefined || document === undefined) return refuse(status.wrongData)
    const asked = linesIn(data.subarray(67))
    const off = new Set(state.away.flatMap(({ lines }) => lines))
    const lines = asked.filter((line) => !off.has(line))
    if (lines.length === 0 && asked.length > 0) return refuse(status.wrongData)
    const away = lines.length === 0 ? state.away : [...state.away, { lines, order, until: data.readUIntBE(62, 5) }]
    const orders = lines.length === 0 ? state.orders : [...state.orders, document]
    return next(state, { last: { act: 'retire', order, transfer }, away, orders })
  }

  function cancel(data: Buffer, hasCertificate: boolean): Answer {
    const state = memory.state()
    const transfer = transferIn(data.subarray(4))
    if (state === undefined || transfer === undefined || data.length !== 30) return refuse(status.notNow)
    const { last, away, orders } = state
    if (last.act === 'cancel' && last.transfer === transfer) return accept()
    if (!isUnlocked) return refuse(status.pinNeeded)
    if (data.readUInt32BE(0) !== state.generation) return refuse(status.otherGeneration)
    if (last.act === 'retire' && (last.transfer === transfer || !hasCertificate))
      return refuse(status.certificateMissing)
    return next(state, { last: { act: 'cancel', transfer }, away, orders })
  }

  const next = (state: AppletState, changed: Pick<AppletState, 'last' | 'away' | 'orders'>): Answer => {
    const { value, generation, list } = state
    const previous = hashOf(Buffer.from(value, 'base64url').subarray(0, -64))
    return put({ generation: generation + 1, previous, list, ...changed })
  }

  function put(state: Omit<AppletState, 'value'>): Answer {
    const key = memory.key()
    if (key === undefined) return refuse(status.notNow)
    const body = bodyOf(key.thumbprint, state)
    if (body.length > bodySizeLimitBytes) return refuse(status.noRoom)
    const value = Buffer.concat([Buffer.from(body), key.sign(body)]).toString('base64url')
    memory.put({ ...state, value })
    return accept()
  }

  function signPresence({ p1, p2, data }: Command): Answer {
    const [key, state] = [memory.key(), memory.state()]
    const transfer = p2 === 1 ? transferIn(data.subarray(0, 26)) : null
    const nonce = Buffer.from(p2 === 1 ? data.subarray(26) : data).toString('latin1')
    if (key === undefined || state === undefined) return refuse(status.notNow)
    if (transfer === undefined || !/^[A-Za-z0-9._-]{0,64}$/.test(nonce)) return refuse(status.wrongData)
    const stated = hashOf(Buffer.from(state.value, 'base64url').subarray(0, -64))
    const stands = p1 === 1 ? readingHashOf(key.thumbprint, state.list.hash, serial) : stated
    return accept(key.sign(presenceOf(key.thumbprint, stands, transfer, nonce)))
  }

  function answer(command: Command): Answer {
    const { instruction, p1, p2 } = command
    const data = Buffer.from(command.data)
    const offset = (p1 << 8) | p2
    const unlocked = (act: () => Answer) => (isUnlocked ? act() : refuse(status.pinNeeded))
    if (command.class === 0 && instruction === 0x20) return verifyPin(data)
    if (command.class !== 0x80) return refuse(0x6e00)
    switch (instruction) {
      case 0x10:
        return unlocked(makeKey)
      case 0x12:
        return readContents(offset)
      case 0x14:
        return readDocument(data, offset)
      case 0x20:
        return unlocked(() => load(offset, data))
      case 0x30:
        return unlocked(() => writeList(data))
      case 0x32:
        return retire(data)
      case 0x34:
        return cancel(data, p1 === 1)
      case 0x40:
        return unlocked(() => signPresence(command))
      default:
        return refuse(status.unknownInstruction)
    }
  }

  function leave(): void {
    isUnlocked = false
    memory.forgetLoading()
  }

  return { name, choose: describe, answer, leave }
}

const isDone = ({ away, last }: AppletState, order: string): boolean =>
  away.some((entry) => entry.order === order) || (last.act === 'retire' && last.order === order)

const tagged = (tag: number, value: Uint8Array): Uint8Array => Buffer.concat([Uint8Array.of(tag, value.length), value])

const partOf = (bytes: Uint8Array, offset: number): Answer =>
  offset > bytes.length ? refuse(status.wrongOffset) : accept(bytes.subarray(offset, offset + answerLimitBytes))

/** 26 characters, as they stand behind `tr_`. */
function transferIn(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString('latin1')
  return /^[0-9a-z]{26}$/.test(text) ? `tr_${text}` : undefined
}

/** Line 0 is the highest bit of the first byte. */
const linesIn = (bitmap: Uint8Array): number[] =>
  Array.from({ length: 200 }, (_, line) => line).filter(
    (line) => ((bitmap[line >> 3] ?? 0) & (0x80 >> (line & 7))) !== 0,
  )
