import { fromUtf8 } from '@undongle/core/encoding'
import { plainSerial, plainText } from '../../plain-text.ts'

/** What the applet says of itself when it is chosen (docs/reference/applet.md). */
export interface AppletDescription {
  readonly manufacturer: string
  readonly model: string
  readonly serial: string
  readonly label: string
  readonly firmware: string
  readonly pinTries: number
  /** Room for documents. */
  readonly roomBytes: number
  readonly stage: 'blank' | 'has-key' | 'made'
  readonly generation: number
  /** The most bytes it gives in one answer. */
  readonly answerLimitBytes: number
}

const tags = {
  version: 0x80,
  manufacturer: 0x81,
  model: 0x82,
  serial: 0x83,
  label: 0x84,
  firmware: 0x85,
  pinTries: 0x86,
  roomBytes: 0x87,
  stage: 0x88,
  generation: 0x89,
  answerLimitBytes: 0x8a,
} as const

const stages = ['blank', 'has-key', 'made'] as const
/** The version of the command set that this driver speaks. */
const version = 1
const largestAnswerBytes = 2048

/** @returns undefined for what is no description, or one of another version: such a card is left alone */
export function parseDescription(bytes: Uint8Array): AppletDescription | undefined {
  const values = parseTags(bytes)
  if (values === undefined) return undefined
  const number = (tag: number) => values.get(tag)?.reduce((sum, byte) => sum * 256 + byte, 0) ?? 0
  const text = (tag: number, limit: number) => plainText(fromUtf8(values.get(tag) ?? new Uint8Array()) ?? '', limit)
  const [serial, stage] = [plainSerial(text(tags.serial, 64)), stages[number(tags.stage)]]
  if (number(tags.version) !== version || serial === undefined || stage === undefined) return undefined
  return {
    manufacturer: text(tags.manufacturer, 32).replaceAll('|', ' '),
    model: text(tags.model, 32).replaceAll('|', ' '),
    serial,
    label: text(tags.label, 64),
    firmware: text(tags.firmware, 16),
    pinTries: number(tags.pinTries),
    roomBytes: number(tags.roomBytes),
    stage,
    generation: number(tags.generation),
    answerLimitBytes: Math.max(32, Math.min(largestAnswerBytes, number(tags.answerLimitBytes))),
  }
}

/** Tag, length, value, each tag and length one byte. Unknown tags are for later versions. */
function parseTags(bytes: Uint8Array): Map<number, Uint8Array> | undefined {
  const values = new Map<number, Uint8Array>()
  for (let at = 0; at < bytes.length; ) {
    const [tag = 0, length] = bytes.subarray(at, at + 2)
    if (length === undefined || at + 2 + length > bytes.length) return undefined
    values.set(tag, bytes.subarray(at + 2, at + 2 + length))
    at += 2 + length
  }
  return values
}

export const appletKey = ({ manufacturer, model, serial }: AppletDescription): string =>
  `${manufacturer}|${model}|${serial}`
