import { createHmac } from 'node:crypto'
import { base64url, utf8 } from '@undongle/core/encoding'
import { makeEd25519Key, type PrivateKey, publicKeyOf, signWith } from '@undongle/core/node/crypto'
import fc from 'fast-check'
import { type Kind, keys, kidOf, typOf } from './kinds.ts'

/** A document made wrong, or not wrong at all: who signed it is known, the rest is for its reader to find. */
export interface Bent {
  readonly document: string
  /** Whether the purpose's own key signed exactly these bytes. */
  readonly rightlySigned: boolean
}

type Signer = 'own' | 'of another purpose' | 'a stranger' | 'nobody' | 'hmac with the public key'

const stranger = signWith(makeEd25519Key())
const signers = new Map([...keys].map(([purpose, key]) => [purpose, signWith(key)]))

/** Bends documents of one kind in their claims, their header, their spelling or their characters. */
export function bentDocuments(kind: Kind): fc.Arbitrary<Bent> {
  const rebuilt = fc
    .record({ header: headerOf(kind), payload: payloadOf(kind), signer })
    .map(({ header, payload, signer }) => build(kind, header, payload, signer))
  return fc.oneof(
    { weight: 3, arbitrary: rebuilt },
    { weight: 2, arbitrary: fc.tuple(rebuilt, edits).map(([{ document }, all]) => edited(document, all)) },
    { weight: 2, arbitrary: confused(kind) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 64 }).map(wrong) },
  )
}

const wrong = (document: string): Bent => ({ document, rightlySigned: false })

const signer: fc.Arbitrary<Signer> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Signer>('own') },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Signer>('of another purpose', 'a stranger', 'nobody', 'hmac with the public key'),
  },
)

/** Whole and rightly signed, by a key that is believed: but for another purpose, or under the name of another. */
function confused({ purpose, claims }: Kind): fc.Arbitrary<Bent> {
  const others = [...keys.keys()].filter((other) => other !== purpose)
  const [mine, other] = [fc.constant(purpose), fc.constantFrom(...others)]
  const either = fc.oneof(mine, other)
  return fc
    .record({ signer: either, named: fc.option(either, { freq: 2 }), typ: either })
    .map(({ signer, named, typ }) => {
      const header = { alg: 'EdDSA', kid: kidOf(named ?? signer), typ: typOf(typ) }
      const input = `${base64url(utf8(JSON.stringify(header)))}.${base64url(utf8(JSON.stringify(claims)))}`
      const signature = (signers.get(signer) ?? stranger)(utf8(input))
      return { document: `${input}.${base64url(signature)}`, rightlySigned: signer === purpose }
    })
}

function headerOf({ purpose }: Kind): fc.Arbitrary<object> {
  const own = { alg: 'EdDSA', kid: kidOf(purpose), typ: typOf(purpose) }
  const others = [...keys.keys()].filter((other) => other !== purpose)
  const bent = fc.oneof(
    fc.constantFrom(...others).map((other) => ({ kid: kidOf(other) })),
    fc.constantFrom(...others).map((other) => ({ typ: typOf(other) })),
    fc.constantFrom('Ed25519', 'none', 'HS256', 'ES256', 'Ed448', 'eddsa', '').map((alg) => ({ alg })),
    fc.constantFrom({ crit: ['b64'] }, { b64: false }, { jwk: {} }, { x5c: [] }, { zip: 'DEF' }, { alg: undefined }),
    fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 }),
  )
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(own) },
    { weight: 1, arbitrary: bent.map((more) => ({ ...own, ...more })) },
  )
}

/** The right claims, or some of them replaced, left out or added, in any spelling that JSON allows. */
function payloadOf({ claims }: Kind): fc.Arbitrary<string> {
  const right = JSON.stringify(claims)
  const places = placesOf(claims)
  const change = fc.record({
    place: fc.constantFrom(...places),
    value: fc.oneof(
      fc.constant(undefined),
      fc.constantFrom<unknown>(
        null,
        true,
        0,
        -1,
        1,
        1.5,
        1e21,
        '',
        'vendor',
        '2026-02-30',
        '9.9',
        [],
        {},
        'x'.repeat(201),
      ),
      fc.jsonValue({ maxDepth: 2 }),
    ),
  })
  return fc.oneof(
    fc.constant(right),
    fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => JSON.stringify(changes.reduce(applied, claims))),
    fc.constantFrom(
      ` ${right}`,
      `${right}\n`,
      `\ufeff${right}`,
      right.replace('{', '{"__proto__":{},'),
      `${right}${right}`,
    ),
    fc.constantFrom('', 'null', '[]', '"', '{', '['.repeat(20_000), `{"iss":${'9'.repeat(400)}}`),
  )
}

type Place = readonly (string | number)[]

function placesOf(value: unknown, place: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [place]
  return [
    place,
    [...place, 'more'],
    ...Object.entries(value).flatMap(([name, inner]) => placesOf(inner, [...place, name])),
  ]
}

function applied(claims: object, { place, value }: { place: Place; value: unknown }): object {
  const copy: unknown = structuredClone(claims)
  let inner: unknown = copy
  for (const name of place.slice(0, -1)) inner = isRecord(inner) ? inner[name] : undefined
  const last = place.at(-1)
  if (last !== undefined && isRecord(inner)) inner[last] = value
  return isRecord(copy) ? copy : claims
}

const isRecord = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null

const edits = fc.array(
  fc.record({
    place: fc.double({ min: 0, max: 1, noNaN: true }),
    what: fc.constantFrom('drop', 'put', 'twice'),
    letter: fc.string({ minLength: 1, maxLength: 1 }),
  }),
  { minLength: 1, maxLength: 4 },
)

function edited(document: string, all: readonly { place: number; what: string; letter: string }[]): Bent {
  const bent = all.reduce((text, { place, what, letter }) => {
    const at = Math.floor(place * text.length)
    const middle = what === 'put' ? letter : what === 'twice' ? text.slice(at, at + 9).repeat(2) : ''
    return text.slice(0, at) + middle + text.slice(at + (what === 'twice' ? 9 : 1))
  }, document)
  return { document: bent, rightlySigned: bent === document }
}

function build({ purpose }: Kind, header: object, payload: string, signer: Signer): Bent {
  const input = `${base64url(utf8(JSON.stringify(header)))}.${base64url(utf8(payload))}`
  const signature = sign(purpose, input, signer)
  return { document: `${input}.${base64url(signature)}`, rightlySigned: signer === 'own' }
}

function sign(purpose: Kind['purpose'], input: string, signer: Signer): Uint8Array {
  const own = keys.get(purpose)
  const other = [...signers].find(([name]) => name !== purpose)
  if (own === undefined || other === undefined) throw new Error(`no key for ${purpose}`)
  switch (signer) {
    case 'own':
      return (signers.get(purpose) ?? stranger)(utf8(input))
    case 'of another purpose':
      return other[1](utf8(input))
    case 'a stranger':
      return stranger(utf8(input))
    case 'nobody':
      return new Uint8Array()
    case 'hmac with the public key':
      return createHmac('sha256', xOf(own)).update(input).digest()
  }
}

const xOf = (key: PrivateKey): string => publicKeyOf(key).x
