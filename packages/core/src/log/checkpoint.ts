import { base64, concatBytes, fromBase64, fromBase64url, utf8 } from '../encoding.ts'
import { sha256 } from '../hash.ts'
import type { PublicKey, SignMessage, VerifySignature } from '../key.ts'
import { type Hash, hashSizeBytes } from './merkle.ts'

// The signed checkpoint of a log: C2SP tlog-checkpoint in a C2SP signed-note, with Ed25519.

export interface Checkpoint {
  /** Which log this is; also the name of its key. */
  readonly origin: string
  readonly size: number
  readonly root: Hash
}

export const checkpointSizeBytes = 4096

/** The name of a cloud's log: its issuer without the scheme. */
export function originOf(issuer: string): string {
  const { host, pathname } = new URL(issuer)
  // A name in a note holds neither a blank nor a plus.
  return `${host}${pathname.replace(/\/+$/, '')}/log`.replaceAll('+', '%2B')
}

/** Ed25519 is deterministic: the same checkpoint and key give the same bytes. */
export function signCheckpoint(checkpoint: Checkpoint, key: PublicKey, sign: SignMessage): string {
  const text = textOf(checkpoint)
  const signature = concatBytes(keyIdOf(checkpoint.origin, key), sign(utf8(text)))
  return `${text}\n${dash} ${checkpoint.origin} ${base64(signature)}\n`
}

/**
 * Opens a checkpoint that one of these keys signed. Signatures of others, such as witnesses, may stand beside it.
 *
 * @param origin the log that is meant; a checkpoint of another one is refused
 * @returns undefined when it is malformed, of another log, or not signed by any of the keys
 */
export function openCheckpoint(
  note: string,
  origin: string,
  keys: readonly PublicKey[],
  verify: VerifySignature,
): Checkpoint | undefined {
  if (note.length > checkpointSizeBytes) return undefined
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return undefined
  const text = note.slice(0, end + 1)
  const lines = note.slice(end + 2, -1).split('\n')
  const signed = lines.some((line) => keys.some((key) => isSignedBy(line, text, origin, key, verify)))
  if (!signed) return undefined
  const checkpoint = parse(text)
  return checkpoint?.origin === origin ? checkpoint : undefined
}

/** The key as other tools take it: `<name>+<id>+<key>` of signed-note. */
export function noteKeyOf(origin: string, key: PublicKey): string {
  const id = [...keyIdOf(origin, key)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${origin}+${id}+${base64(encodedKey(key))}`
}

const dash = '—'
const ed25519 = 1
const keyIdSizeBytes = 4

const textOf = ({ origin, size, root }: Checkpoint): string => `${origin}\n${size}\n${base64(root)}\n`

function parse(text: string): Checkpoint | undefined {
  const [origin = '', size = '', root = ''] = text.split('\n')
  const hash = fromBase64(root)
  const isSize = /^(0|[1-9]\d{0,15})$/.test(size) && Number.isSafeInteger(Number(size))
  if (origin === '' || !isSize || hash?.length !== hashSizeBytes) return undefined
  return { origin, size: Number(size), root: hash }
}

function isSignedBy(line: string, text: string, name: string, key: PublicKey, verify: VerifySignature): boolean {
  const start = `${dash} ${name} `
  const bytes = line.startsWith(start) ? fromBase64(line.slice(start.length)) : undefined
  if (bytes === undefined) return false
  const id = keyIdOf(name, key)
  return id.every((byte, index) => byte === bytes[index]) && verify(key, utf8(text), bytes.slice(keyIdSizeBytes))
}

const keyIdOf = (name: string, key: PublicKey): Uint8Array =>
  sha256(concatBytes(utf8(`${name}\n`), encodedKey(key))).slice(0, keyIdSizeBytes)

/** Signature type 1, then the 32 bytes of the key. */
function encodedKey(key: PublicKey): Uint8Array {
  return concatBytes(new Uint8Array([ed25519]), fromBase64url(key.x) ?? new Uint8Array())
}
