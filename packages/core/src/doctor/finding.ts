import { z } from 'zod'
import { findingAnswers, type Layer, layers } from './layer.ts'
import { findingCodes, findings } from './words.ts'

const aboutLength = 500
const codeLength = 60
/** More dongles than one machine has. */
const causesMost = 100

/** One thing the doctor found: a code of the table of findings, and what it is about, such as a port or the name of a driver. */
export const findingSchema = z.strictObject({
  layer: z.enum(layers),
  answer: z.enum(findingAnswers),
  code: z.enum(findingCodes),
  about: z.string().max(aboutLength),
  /** Where it is about problems: their codes, each with what has it, so that a page can say them in its own language. */
  causes: z
    .array(z.strictObject({ about: z.string().max(aboutLength), code: z.string().max(codeLength) }))
    .max(causesMost)
    .default([]),
})
export type Finding = z.infer<typeof findingSchema>

/** A finding by its code. What it is about may come from a driver or a network, so it is cut to its limit. */
export function finding(code: Finding['code'], about: string | number = ''): Finding {
  const { layer, answer } = findings[code]
  return { layer, answer, code, about: String(about).slice(0, aboutLength), causes: [] }
}

/** A problem behind a finding, and what has it: a dongle, a product, or nothing but this License Server. */
export interface Cause {
  readonly about: string
  readonly code: string
  readonly say: string
}

/** A finding that is about problems. */
export function findingOf(code: Finding['code'], causes: readonly Cause[]): Finding {
  const said = causes.map(({ about, say }) => (about === '' ? say : `${about}: ${say}`)).join(' ')
  const coded = causes
    .slice(0, causesMost)
    .map((cause) => ({ about: cause.about.slice(0, aboutLength), code: cause.code }))
  return { ...finding(code, said), causes: coded }
}

/** The layer to begin with; null when nothing fails. */
export const failingLayer = (found: readonly Finding[]): Layer | null =>
  layers.find((layer) => found.some(({ layer: at, answer }) => at === layer && answer === 'fail')) ?? null

/** What a finding says, and what to do about it; nothing where there is nothing to do. */
export function wordsOf({ code, about }: Finding): { say: string; next: string } {
  const { say, next } = findings[code]
  return { say: say.replace('{{about}}', () => about), next }
}
