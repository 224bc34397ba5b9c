import type { ProductLine } from '@undongle/core/api/line'
import { endOfDay } from '@undongle/core/time'
import type { Wave } from '@undongle/core/wave/wave'
import type { HeldLine } from '../../license/contract-lines.ts'
import { toTerm } from '../../license/term.ts'
import type { Contract } from '../ledger.ts'
import { type Draft, hold } from './draft.ts'
import { type Facts, type SoldLicense, withEntry } from './facts.ts'

export function memoryContract(draft: Draft): Contract {
  const { company } = draft
  return {
    readLines: () =>
      draft.read((facts) =>
        [...facts.lines.values()].map((line) => asShown(facts, line)).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      ),
    // The twin's vendor never publishes another version.
    findPolicy: ({ line, version }) =>
      draft.read((facts) => {
        const policy = facts.lines.get(line)?.policy
        return policy?.version === version ? policy : undefined
      }),
    readProducts: (ids) => draft.read((facts) => new Map([...facts.products].filter(([id]) => ids.includes(id)))),
    readContractLines: ({ serial, ids }) =>
      draft.read((facts) =>
        [...facts.licenses.values()]
          .filter((license) => license.company === company && (license.dongle === serial || ids.includes(license.id)))
          .toSorted((a, b) => (a.id < b.id ? -1 : 1))
          .flatMap((license) => heldLine(facts, license)),
      ),
    readWaves: (serial) =>
      draft.read((facts) => ({
        waves: [...facts.lines.values()].flatMap((line) => waveForEveryone(facts, line, serial)),
        attributes: {},
      })),
    // The twin knows no reseller: no contract of it names one.
    findReseller: () => draft.read(() => undefined),
    readForeignOwners: (ids) =>
      draft.read((facts) => {
        const sold = ids.flatMap((id) => facts.licenses.get(id) ?? [])
        return new Map(sold.flatMap((license) => (license.company === company ? [] : [[license.id, license.company]])))
      }),
    findCompanyName: () => draft.read((facts) => facts.companies.get(company)),
    countUsable: ({ line, now }) =>
      draft.read((facts) => {
        const running = [...facts.licenses.values()].filter(
          (sold) => sold.company === company && (sold.until === null || endOfDay(sold.until) > now),
        )
        return running.filter(
          ({ id, product }) =>
            facts.products.get(product)?.line === line && facts.chains.get(id)?.at(-1)?.credit === `company:${company}`,
        ).length
      }),
    async grantLicense({ id, like, until }) {
      await draft.write((facts) => {
        hold(!facts.licenses.has(id), '23505', 'license_owner_pkey')
        hold(facts.companies.has(company), '23503', 'license_company_id_fkey')
        hold(facts.products.has(like.product), '23503', 'license_product_fkey')
        const { product, generation, quantity } = like
        const granted = { id, company, product, generation, quantity, until, dongle: null, contract: null }
        return { ...facts, licenses: withEntry(facts.licenses, id, granted) }
      })
    },
  }
}

/** A line that goes step by step has no date for everybody. */
const asShown = ({ turns }: Facts, line: ProductLine): ProductLine =>
  turns.some((turn) => turn.line === line.id) ? { ...line, waveOpensAt: null } : line

/** The only wave that the twin knows: what a line says of itself, all at once or in turn. */
function waveForEveryone({ turns }: Facts, { id, waveOpensAt }: ProductLine, serial: string): Wave[] {
  if (waveOpensAt === undefined) return []
  const inTurn = turns.filter(({ line }) => line === id)
  const released = inTurn.filter((turn) => turn.serial === serial).map(({ at }) => [serial, at] as const)
  const wave = { id: `wav_${id}` as const, line: id, cohort: { kind: 'everyone' as const }, opensAt: waveOpensAt }
  return [{ ...wave, paused: false, stepByStep: inTurn.length > 0, listed: new Set(), released: new Map(released) }]
}

/** Only what a contract names, and only where its chain has begun. */
function heldLine(facts: Facts, sold: SoldLicense): HeldLine[] {
  const { contract, id, company, generation, quantity } = sold
  const product = facts.products.get(sold.product)
  const chain = facts.chains.get(id) ?? []
  const last = chain.at(-1)
  const left = chain.findLast(({ debit, credit }) => debit.startsWith('dongle:') && credit.startsWith('company:'))
  if (contract === null || product === undefined || last === undefined) return []
  return [
    {
      license: {
        id,
        line: product.line,
        product: product.id,
        name: product.name,
        generation,
        quantity,
        term: toTerm(sold.until),
      },
      company,
      contract: contract.number,
      kind: contract.kind,
      registered: contract.registered,
      resellerConfirmed: contract.resellerConfirmed,
      metered: product.metered,
      place: last.credit,
      leftDongle: left?.debit ?? null,
      reseller: null,
      sequence: last.sequence,
    },
  ]
}
