import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import type { CompanyId, TransferId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import type { Machine } from './place.ts'

/** A dongle as it goes from hand to hand: one folder, in a machine or in none. */
export interface Dongle {
  readonly kind: 'file' | 'token'
  readonly serial: string
  readonly folderName: string
  readonly pin: string | null
  readonly company: CompanyId
  /** It is used where dongles can only be read, and so never written: what it says of its licenses stays as it was. */
  readonly readOnly: boolean
  readonly licenses: readonly License[]
  folder: string
  machine: Machine | undefined
  /** Lines that are still to be moved, in this order. */
  lines: string[]
  /** What was confirmed and has not been seen finished, on whichever machine. */
  readonly open: Errand[]
}

/** One transfer as the person at a machine knows it. */
export interface Errand {
  readonly id: TransferId
  readonly line: string
  readonly machine: Machine
  /** The License Server answered that it has it: from then on it must not be lost. */
  taken: boolean
}

export function plug(dongle: Dongle, machine: Machine): void {
  moveTo(dongle, dongle.kind === 'file' ? machine.plugFolder : machine.tokenFolder)
  dongle.machine = machine
}

/** Takes it out of the machine as a hand does: nobody is asked. */
export function pull(dongle: Dongle, into: string): void {
  moveTo(dongle, into)
  dongle.machine = undefined
}

function moveTo(dongle: Dongle, folder: string): void {
  mkdirSync(folder, { recursive: true })
  const next = path.join(folder, dongle.folderName)
  renameSync(dongle.folder, next)
  dongle.folder = next
}

/**
 * Which of its licenses a dongle itself says are away, read from the bytes on it without any code of ours: the state of the
 * highest generation is canonical JSON and 64 bytes of signature, in a file of its own or inside one of SoftHSM2's object files.
 */
export function readAway(dongle: Pick<Dongle, 'kind' | 'serial' | 'folder' | 'licenses'>): readonly License[] {
  const folder = dongle.kind === 'file' ? path.join(dongle.folder, '.undongle') : dongle.folder
  const isState = dongle.kind === 'file' ? /^g\d+$/ : /\.object$/
  const states = readdirSync(folder)
    .filter((name) => isState.test(name))
    .flatMap((name) => stateIn(readFileSync(path.join(folder, name))))
  const newest = states.toSorted((a, b) => b.generation - a.generation)[0]
  if (newest === undefined) throw new Error(`no state on ${dongle.serial}`)
  const isAway = (position: number) =>
    newest.away.some(({ lines }) => lines.some(([from, to]) => from <= position && position <= to))
  return dongle.licenses.filter((_, position) => isAway(position))
}

interface State {
  readonly generation: number
  readonly away: readonly { readonly lines: readonly [number, number][] }[]
}

const statePattern = /\{"away":\[.*?"previous":(?:null|"[\w-]+")\}/s
const signatureBytes = 64

function stateIn(bytes: Buffer): State[] {
  const text = bytes.toString('latin1')
  const found = statePattern.exec(text)
  if (found === null || text.length < found.index + found[0].length + signatureBytes) return []
  return [JSON.parse(found[0])]
}
