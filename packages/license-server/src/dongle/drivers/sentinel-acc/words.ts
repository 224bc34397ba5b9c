import { plainText } from '../../plain-text.ts'
import { type RecordEntry, recordLimits } from '../../reader.ts'
import type { Row } from './table.ts'

// What the runtime's rows mean. A value may hold HTML: it is made plain text here, and never goes further as it came.

export interface HardwareKey {
  readonly id: string
  readonly model: string
  /** The runtime itself says that it is copied or switched off. */
  readonly refused: boolean
}

/**
 * A key in this machine, in hardware. Software keys (SL) and keys of other machines are no dongles here, and a vendor's own master key is
 * none of a customer's; a type that is not known to be hardware is not taken for it.
 */
export function hardwareKeyOf(row: Row): HardwareKey | undefined {
  const [id, type, configuration] = [word(row, 'haspid'), word(row, 'typ'), word(row, 'configuration')]
  const isHere = row.isloc === '1'
  const isHardware = /\b(HL|HASP4|HASP HL|HASP SRM)\b/i.test(type) && !/\bSL\b/i.test(type)
  if (!isHere || !isHardware || !/^\d{1,20}$/.test(id) || /master/i.test(configuration)) return undefined
  return { id, model: type, refused: isSet(row.cloned) || isSet(row.key_disabled) }
}

/** @returns undefined for another key's feature, one of another machine, and the feature 0 that every key has */
export function entryOf(row: Row, key: HardwareKey): RecordEntry | undefined {
  const feature = word(row, 'fid')
  const isElsewhere = row.isloc !== undefined && row.isloc !== '1'
  if (word(row, 'haspid') !== key.id || isElsewhere || feature === '' || feature === '0') return undefined
  const product = word(row, 'prid')
  return {
    code: product === '' ? feature : `${product}:${feature}`,
    name: word(row, 'fn') || `Feature ${feature}`,
    ends: word(row, 'lic').replace(/^Expiration Date:? ?/i, ''),
  }
}

const word = (row: Row, field: string): string => plainText(withoutMarkup(row[field] ?? ''), recordLimits.wordLength)

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" }

function withoutMarkup(text: string): string {
  return text
    .replaceAll(/<[^<>]{0,200}>/g, ' ')
    .replaceAll(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name: string) => entities[name] ?? ' ')
}

const isSet = (value: string | undefined) => value !== undefined && value !== '' && value !== '0' && value !== 'false'
