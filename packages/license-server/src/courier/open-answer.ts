import { ApiError } from '@undongle/core/api/error'
import {
  type AnswerHeader,
  answerHeaderSchema,
  type CourierAnswer,
  openCourierAnswer,
  sealedAnswerSchema,
} from '@undongle/core/courier/answer'
import { headerOfLetter, kindOfLetter } from '@undongle/core/courier/letter'
import { joinLetter } from '@undongle/core/courier/parts'
import type { KeyFile } from '@undongle/core/document/key-set'
import { type PrivateKey, verifySignature } from '@undongle/core/node/crypto'
import { unseal } from '@undongle/core/node/seal'
import { parseJson } from '../cloud/client.ts'
import type { CloudKeys } from '../cloud/keys.ts'

interface Deps {
  readonly jkt: string
  readonly seal: PrivateKey
  /** The keys this machine believes, once it has those that came along; nothing of them is kept yet. @throws ApiError `document-refused` */
  readonly believe: (file: KeyFile | null) => CloudKeys | undefined
}

export interface OpenedAnswer {
  readonly answer: CourierAnswer
  readonly keys: CloudKeys
}

/** Opens an answer, or its parts out of QR codes. @throws ApiError what was mixed up, by name; `document-refused` for a foreign cloud */
export function openAnswer(text: string, { jkt, seal, believe }: Deps): OpenedAnswer {
  const letter = letterIn(text)
  const header = headerOf(letter)
  if (header.to !== jkt) throw new ApiError('courier-other-machine')
  const sealed = parseSealed(unseal(letter, seal, header.epk))
  const keys = believe(sealed.keys)
  if (keys === undefined) throw new ApiError('document-refused', { detail: 'no keys of the cloud are known' })
  const opened = openCourierAnswer(sealed.answer, keys.keys, verifySignature)
  if (!opened.ok) throw new ApiError('document-refused', { detail: `answer: ${opened.fault}` })
  const { to, number, request } = opened.claims
  if (to !== header.to || number !== header.number || request !== header.request) throw new ApiError('courier-changed')
  return { answer: opened.claims, keys }
}

function letterIn(text: string): string {
  const joined = joinLetter(text)
  switch (joined.joined) {
    case 'missing':
      throw new ApiError('courier-part-missing', { detail: joined.parts.join(' ') })
    case 'mixed':
      throw new ApiError('courier-parts-mixed')
    case 'changed':
      throw new ApiError('courier-changed')
    case 'whole':
  }
  const kind = kindOfLetter(joined.letter)
  if (kind === 'request') throw new ApiError('courier-is-request')
  if (kind === 'none') throw new ApiError('courier-unreadable')
  return joined.letter
}

function headerOf(letter: string): AnswerHeader {
  const header = answerHeaderSchema.safeParse(headerOfLetter(letter))
  if (!header.success) throw new ApiError('courier-changed')
  return header.data
}

function parseSealed(text: string | undefined) {
  if (text === undefined) throw new ApiError('courier-changed')
  const sealed = sealedAnswerSchema.safeParse(parseJson(Buffer.from(text)))
  if (!sealed.success) throw new ApiError('courier-changed')
  return sealed.data
}
