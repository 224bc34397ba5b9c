import koffi from 'koffi'
import { type Piece, Scratch } from '../native/scratch.ts'
import { CKF, CKR, CKU_USER, type FunctionName, functionCount, functions } from './constants.ts'
import { type Layout, layoutFor, pointerBytes, readUlong, unavailable, writeUlong } from './layout.ts'

/** A PKCS#11 function that did not answer CKR_OK. */
export class Pkcs11Failure extends Error {
  override readonly name = 'Pkcs11Failure'
  readonly call: FunctionName
  readonly code: number
  constructor(call: FunctionName, code: number) {
    super(`${call} answered 0x${code.toString(16)}`)
    this.call = call
    this.code = code
  }
}

export interface TokenDescription {
  label: string
  manufacturer: string
  model: string
  serial: string
  flags: bigint
  firmware: string
  /** Bytes free for public objects; null when the token does not tell. */
  freeBytes: number | null
}

export interface Attribute {
  type: bigint
  value: Uint8Array
}

/** Handles stay bigint: some modules use addresses as handles. */
export type SlotId = bigint
export type SessionHandle = bigint
export type ObjectHandle = bigint

const maxSlots = 64
const maxMechanisms = 512
const signatureSizeBytes = 512

/** One loaded PKCS#11 module. Every call is synchronous, so it belongs in a child process. */
export class Pkcs11Library {
  readonly #layout: Layout
  readonly #scratch = new Scratch()
  readonly #call: (name: FunctionName, ...values: (bigint | number)[]) => number

  constructor(path: string, platform: NodeJS.Platform) {
    this.#layout = layoutFor(platform)
    this.#call = bind(path, this.#layout, this.#scratch)
  }

  /** A module already initialized by another thread of this process is as good. */
  initialize(): void {
    this.#do('C_Initialize', [CKR.CRYPTOKI_ALREADY_INITIALIZED], 0n)
  }

  finalize(): void {
    this.#do('C_Finalize', [CKR.CRYPTOKI_NOT_INITIALIZED], 0n)
  }

  /** Who made the module, for the quirks that go with it. */
  maker(): string {
    return this.#scratch.during(() => {
      const info = this.#scratch.take(256)
      this.#do('C_GetInfo', [], info.address)
      return text(info.bytes.subarray(2, 34))
    })
  }

  version(): string {
    return this.#scratch.during(() => {
      const info = this.#scratch.take(256)
      this.#do('C_GetInfo', [], info.address)
      const at = this.#layout.libraryVersionAt
      return `${info.bytes[at]}.${info.bytes[at + 1]}`
    })
  }

  slotsWithToken(): SlotId[] {
    return this.#list('C_GetSlotList', maxSlots, [1])
  }

  mechanisms(slot: SlotId): bigint[] {
    return this.#list('C_GetMechanismList', maxMechanisms, [slot])
  }

  tokenInfo(slot: SlotId): TokenDescription {
    return this.#scratch.during(() => {
      const { address, bytes, view } = this.#scratch.take(512)
      this.#do('C_GetTokenInfo', [], slot, address)
      const ulong = (index: number) => readUlong(this.#layout, view, 96 + index * this.#layout.ulongBytes)
      const versionAt = 96 + 11 * this.#layout.ulongBytes
      const free = ulong(8)
      return {
        label: text(bytes.subarray(0, 32)),
        manufacturer: text(bytes.subarray(32, 64)),
        model: text(bytes.subarray(64, 80)),
        serial: text(bytes.subarray(80, 96)),
        flags: ulong(0),
        firmware: `${bytes[versionAt + 2]}.${bytes[versionAt + 3]}`,
        freeBytes: free === unavailable(this.#layout) ? null : Number(free),
      }
    })
  }

  openSession(slot: SlotId, mode: 'read' | 'write'): SessionHandle {
    return this.#scratch.during(() => {
      const handle = this.#scratch.take(this.#layout.ulongBytes)
      const flags = mode === 'write' ? CKF.SERIAL_SESSION | CKF.RW_SESSION : CKF.SERIAL_SESSION
      this.#do('C_OpenSession', [], slot, flags, 0n, 0n, handle.address)
      return readUlong(this.#layout, handle.view, 0)
    })
  }

  /** Never fails: a session that can't be closed is gone already, and the reason was told by the call before. */
  closeSession(session: SessionHandle): void {
    this.#call('C_CloseSession', session)
  }

  login(session: SessionHandle, pin: Uint8Array): void {
    this.#scratch.during(() => {
      const piece = this.#scratch.put(pin)
      this.#do('C_Login', [CKR.USER_ALREADY_LOGGED_IN], session, CKU_USER, piece.address, BigInt(pin.length))
    })
  }

  /** @param limit how many at most; a hostile token may claim any number */
  findObjects(session: SessionHandle, attributes: readonly Attribute[], limit: number): ObjectHandle[] {
    return this.#scratch.during(() => {
      const template = this.#template(attributes)
      this.#do('C_FindObjectsInit', [], session, template.address, BigInt(attributes.length))
      try {
        return this.#foundObjects(session, limit)
      } finally {
        this.#do('C_FindObjectsFinal', [], session)
      }
    })
  }

  /** @returns null when the object has no such attribute, does not show it, or it is larger than the limit */
  attribute(session: SessionHandle, object: ObjectHandle, type: bigint, limitBytes: number): Uint8Array | null {
    return this.#scratch.during(() => {
      const template = this.#template([{ type, value: new Uint8Array(0) }])
      const { pointerAt, lengthAt } = this.#layout.triple
      template.view.setBigUint64(pointerAt, 0n, true)
      if (!this.#readAttribute(session, object, template)) return null
      const length = readUlong(this.#layout, template.view, lengthAt)
      if (length > BigInt(limitBytes)) return null
      const value = this.#scratch.take(Math.max(1, Number(length)))
      template.view.setBigUint64(pointerAt, value.address, true)
      if (!this.#readAttribute(session, object, template)) return null
      const read = readUlong(this.#layout, template.view, lengthAt)
      return read > length ? null : value.bytes.slice(0, Number(read))
    })
  }

  createObject(session: SessionHandle, attributes: readonly Attribute[]): ObjectHandle {
    return this.#scratch.during(() => {
      const template = this.#template(attributes)
      const handle = this.#scratch.take(this.#layout.ulongBytes)
      this.#do('C_CreateObject', [], session, template.address, BigInt(attributes.length), handle.address)
      return readUlong(this.#layout, handle.view, 0)
    })
  }

  destroyObject(session: SessionHandle, object: ObjectHandle): void {
    this.#do('C_DestroyObject', [CKR.OBJECT_HANDLE_INVALID], session, object)
  }

  generateKeyPair(session: SessionHandle, mechanism: bigint, publicKey: Attribute[], privateKey: Attribute[]): void {
    this.#scratch.during(() => {
      const [publicPart, privatePart] = [this.#template(publicKey), this.#template(privateKey)]
      const [one, two] = [this.#scratch.take(this.#layout.ulongBytes), this.#scratch.take(this.#layout.ulongBytes)]
      const [publicCount, privateCount] = [BigInt(publicKey.length), BigInt(privateKey.length)]
      const kind = this.#mechanism(mechanism).address
      const templates = [publicPart.address, publicCount, privatePart.address, privateCount]
      this.#do('C_GenerateKeyPair', [], session, kind, ...templates, one.address, two.address)
    })
  }

  sign(session: SessionHandle, mechanism: bigint, key: ObjectHandle, digest: Uint8Array): Uint8Array {
    return this.#scratch.during(() => {
      this.#do('C_SignInit', [], session, this.#mechanism(mechanism).address, key)
      const input = this.#scratch.put(digest)
      const output = this.#scratch.take(signatureSizeBytes)
      const length = this.#scratch.take(this.#layout.ulongBytes)
      writeUlong(this.#layout, length.view, 0, BigInt(signatureSizeBytes))
      this.#do('C_Sign', [], session, input.address, BigInt(digest.length), output.address, length.address)
      return output.bytes.slice(0, Number(readUlong(this.#layout, length.view, 0)))
    })
  }

  ulongAttribute(type: bigint, value: bigint): Attribute {
    const bytes = new Uint8Array(this.#layout.ulongBytes)
    writeUlong(this.#layout, new DataView(bytes.buffer), 0, value)
    return { type, value: bytes }
  }

  #do(name: FunctionName, tolerated: readonly number[], ...values: (bigint | number)[]): void {
    const code = this.#call(name, ...values)
    if (code !== CKR.OK && !tolerated.includes(code)) throw new Pkcs11Failure(name, code)
  }

  #readAttribute(session: SessionHandle, object: ObjectHandle, template: Piece): boolean {
    const code = this.#call('C_GetAttributeValue', session, object, template.address, 1n)
    if (code === CKR.ATTRIBUTE_TYPE_INVALID || code === CKR.ATTRIBUTE_SENSITIVE) return false
    if (code === CKR.OBJECT_HANDLE_INVALID) return false
    if (code !== CKR.OK) throw new Pkcs11Failure('C_GetAttributeValue', code)
    return readUlong(this.#layout, template.view, this.#layout.triple.lengthAt) !== unavailable(this.#layout)
  }

  #foundObjects(session: SessionHandle, limit: number): ObjectHandle[] {
    const { ulongBytes } = this.#layout
    const found = this.#scratch.take(limit * ulongBytes)
    const count = this.#scratch.take(ulongBytes)
    const objects: ObjectHandle[] = []
    while (objects.length < limit) {
      this.#do('C_FindObjects', [], session, found.address, BigInt(limit - objects.length), count.address)
      const more = Math.min(Number(readUlong(this.#layout, count.view, 0)), limit - objects.length)
      if (more === 0) break
      for (let index = 0; index < more; index++) objects.push(readUlong(this.#layout, found.view, index * ulongBytes))
    }
    return objects
  }

  #list(name: 'C_GetSlotList' | 'C_GetMechanismList', limit: number, before: (bigint | number)[]): bigint[] {
    return this.#scratch.during(() => {
      const { ulongBytes } = this.#layout
      const values = this.#scratch.take(limit * ulongBytes)
      const count = this.#scratch.take(ulongBytes)
      writeUlong(this.#layout, count.view, 0, BigInt(limit))
      this.#do(name, [], ...before, values.address, count.address)
      const length = Math.min(Number(readUlong(this.#layout, count.view, 0)), limit)
      return Array.from({ length }, (_, index) => readUlong(this.#layout, values.view, index * ulongBytes))
    })
  }

  #template(attributes: readonly Attribute[]): Piece {
    const { sizeBytes } = this.#layout.triple
    const template = this.#scratch.take(Math.max(1, attributes.length) * sizeBytes)
    attributes.forEach(({ type, value }, index) => {
      this.#triple(template, index * sizeBytes, type, this.#scratch.put(value).address, value.length)
    })
    return template
  }

  #mechanism(mechanism: bigint): Piece {
    const piece = this.#scratch.take(this.#layout.triple.sizeBytes)
    this.#triple(piece, 0, mechanism, 0n, 0)
    return piece
  }

  #triple(piece: Piece, at: number, type: bigint, address: bigint, length: number): void {
    writeUlong(this.#layout, piece.view, at, type)
    piece.view.setBigUint64(at + this.#layout.triple.pointerAt, address, true)
    writeUlong(this.#layout, piece.view, at + this.#layout.triple.lengthAt, BigInt(length))
  }
}

/** Finds the module's function list and makes each function callable by name. */
function bind(path: string, layout: Layout, scratch: Scratch) {
  const getFunctionList = koffi.load(path).func('C_GetFunctionList', 'ulong', ['void *'])
  const listAt = scratch.during(() => {
    const pointer = scratch.take(pointerBytes)
    const code = Number(getFunctionList(pointer.address))
    if (code !== CKR.OK) throw new Error(`C_GetFunctionList of ${path} answered 0x${code.toString(16)}`)
    return pointer.view.getBigUint64(0, true)
  })
  const list = new DataView(koffi.view(listAt, layout.functionsAt + functionCount * pointerBytes))
  const kinds = { u: 'ulong', p: 'void *', b: 'uint8_t' } as const
  const callable = new Map(
    Object.entries(functions).map(([name, [position, letters]]) => {
      const address = list.getBigUint64(layout.functionsAt + position * pointerBytes, true)
      const shape = koffi.proto(
        'ulong',
        Array.from(letters, (letter) => kinds[letter as keyof typeof kinds]),
      )
      return [name, { address, shape }] as const
    }),
  )
  return (name: FunctionName, ...values: (bigint | number)[]): number => {
    const found = callable.get(name)
    if (found === undefined || found.address === 0n) return CKR.FUNCTION_NOT_SUPPORTED
    return Number(koffi.call(found.address, found.shape, ...values))
  }
}

export const yes = new Uint8Array([1])
export const no = new Uint8Array([0])

export function booleanAttribute(type: bigint, value: boolean): Attribute {
  return { type, value: value ? yes : no }
}

export function textAttribute(type: bigint, value: string): Attribute {
  return { type, value: new TextEncoder().encode(value) }
}

/** Fixed-width, blank-padded fields, as the standard writes them; some modules pad with zeros. */
function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/[\0 ]+$/, '')
}
