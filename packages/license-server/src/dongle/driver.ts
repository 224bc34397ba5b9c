import type { Attestation } from '@undongle/core/dongle/attestation'
import type { TransferId } from '@undongle/core/id'
import type { PublicKey } from '@undongle/core/key'
import type { PinTries } from './error.ts'
import type { DongleRecord } from './reader.ts'

// What a driver offers. Every value is plain JSON, because drivers run in child processes; bytes are base64url text.
// A method fails with a DongleError and nothing else.

/** `pkcs11`, `file`, the name of a reader, or of a driver from elsewhere that the settings allow. */
export type DriverName = string

export type DriverAvailability = { available: true; version: string } | { available: false; why: string }

/**
 * How a dongle is read that keeps nothing of ours: what its own runtime says of it; not yet, because that runtime does not answer; or
 * never, it is only seen.
 */
export type DongleWay = 'record' | 'runtime-missing' | 'presence'

/** A dongle that is plugged in. */
export interface DongleRef {
  driver: DriverName
  /** manufacturer|model|serial: finds the dongle again, proves nothing. */
  key: string
  /** Thumbprint of its key (RFC 7638): the dongle's real name. Null when it was not made by this system. */
  id: string | null
  label: string
  manufacturer: string
  model: string
  serial: string
  /** Absent where our own objects are read, or can be put. */
  way?: DongleWay | undefined
}

export interface DongleIdentity extends DongleRef {
  id: string
  publicKey: PublicKey
  firmware: string
}

/** Probed on each dongle, never assumed from its name. */
export interface DongleCapabilities {
  grade: { class: 'A' | 'B'; crashSafe: boolean; tamperProof: boolean }
  readOnly: boolean
  pin: 'none' | 'user'
  pinTries: PinTries | 'locked'
  signs: ('ES256' | 'EdDSA')[]
  /** Room for our objects; null when the dongle does not tell. */
  roomBytes: number | null
  /** True for what anybody can copy: never in production. */
  evaluation: boolean
}

/** Everything of ours on a dongle, as it was read. What it means is decided by `readDongleContent` in core, on each side of the process boundary. */
export interface DongleReading {
  identity: DongleIdentity
  /** False means: never take this for "no licenses". */
  complete: boolean
  objects: { states: string[]; orders: string[]; lists: string[] }
}

/** A state known from elsewhere (journal, cloud), to tell whether an older one was put back. */
export interface KnownState {
  generation: number
  bodyHash: string
}

/** Where a dongle stands: what recovery asks first. */
export interface DongleInspection {
  state: 'whole' | 'damaged' | 'incomplete'
  generation: number
  /** The act that made this generation. */
  last: 'none' | 'made' | 'retire' | 'cancel'
  transfer: TransferId | null
  /** Older generations and broken objects that `clean` would destroy. */
  leftovers: number
  rolledBack: boolean
}

export interface CancelRequest {
  transfer: TransferId
  generation: number
  /** A retire may be followed by a cancel only when the certificate of that retire is at hand. */
  certificateAtHand: boolean
}

export interface PinEntry {
  pin: string
  /** Said by the person, when the token says this is the last try or does not say. */
  confirmLastTry?: boolean
}

/** A signed state, exactly as it stands on the dongle (body ‖ signature): the receipt of the act that made it. */
export interface DongleReceipt {
  value: string
}

export interface DongleDriver {
  readonly name: DriverName
  available(): Promise<DriverAvailability>
  list(): Promise<DongleRef[]>
  open(key: string): Promise<DongleSession>
  /** Makes the dongle's key, once; a repeat answers with the same identity. Then the vendor signs a license list for it. */
  makeKey(key: string, pin?: PinEntry): Promise<DongleIdentity>
  /** For dongles that it lists as ones to be read by a `way`; a driver that lists none has no need of it. */
  observe?(key: string): Promise<DongleRecord>
}

export interface DongleSession {
  capabilities(): Promise<DongleCapabilities>
  identify(): Promise<DongleIdentity>
  read(): Promise<DongleReading>
  inspect(known?: KnownState): Promise<DongleInspection>
  /** Checks the PIN and holds it until the session closes or 15 minutes pass. */
  unlock(pin: PinEntry): Promise<void>
  prove(challenge: { transfer: TransferId; nonce: string }): Promise<Attestation>
  /**
   * Carries out an order that the caller has verified. A repeat returns the same bytes.
   * The caller stores the receipt (fsync) and only then calls `clean`.
   */
  retire(order: string): Promise<DongleReceipt>
  cancel(request: CancelRequest): Promise<DongleReceipt>
  /** Destroys lower generations and debris. @returns how many objects went */
  clean(): Promise<number>
  /** Writes the vendor's license list and generation 1 on a dongle that has none. */
  writeList(list: string): Promise<DongleReceipt>
  close(): Promise<void>
}
