import { z } from 'zod'
import { purposes } from '../document/purpose.ts'
import { fromBase64url, fromUtf8 } from '../encoding.ts'
import { answerType } from './answer.ts'
import { letterSizeBytes } from './limits.ts'

/** What a courier brings: a request, an answer, or something that is neither. */
export type LetterKind = 'request' | 'answer' | 'none'

/** Which of the two it says it is, so that mixed-up files can be named. Nothing of it is believed yet. */
export function kindOfLetter(text: string): LetterKind {
  if (text.length > letterSizeBytes) return 'none'
  const header = typedSchema.safeParse(parse(text.split('.', 1)[0] ?? ''))
  if (header.data?.typ === purposes['courier-request']) return 'request'
  return header.data?.typ === answerType ? 'answer' : 'none'
}

/** The header of an answer, as it stands in its first part. */
export const headerOfLetter = (text: string): unknown => parse(text.split('.', 1)[0] ?? '')

const typedSchema = z.object({ typ: z.string() })

function parse(part: string): unknown {
  const bytes = fromBase64url(part)
  const json = bytes && fromUtf8(bytes)
  try {
    return json === undefined ? undefined : JSON.parse(json)
  } catch {
    return undefined
  }
}
