import type { ProblemField } from '@undongle/core/api/error'
import type { ContractFile } from '@undongle/core/contract/contract-file'

/** What the cloud already knows that a file may refer to. */
export interface KnownBefore {
  readonly lines: ReadonlySet<string>
  readonly products: ReadonlySet<string>
  readonly companies: ReadonlySet<string>
  readonly resellers: ReadonlySet<string>
  /** The company of each license of the file that is known. */
  readonly owners: ReadonlyMap<string, string>
}

/** Finds every reference that leads nowhere, everything named twice, and licenses of other companies. */
export function checkContractFile(file: ContractFile, known: KnownBefore): ProblemField[] {
  const lines = new Set([...known.lines, ...file.lines.map(({ id }) => id)])
  const products = new Set([...known.products, ...file.products.map(({ id }) => id)])
  const companies = new Set([...known.companies, ...file.companies.map(({ id }) => id)])
  const resellers = new Set([...known.resellers, ...file.resellers.map(({ id }) => id)])
  const licenses = file.contracts.flatMap((contract, at) =>
    contract.licenses.map((license, place) => ({
      license,
      company: contract.company,
      pointer: `/contracts/${at}/licenses/${place}`,
    })),
  )
  return [
    ...twice(file.lines, ({ id }) => id, '/lines'),
    ...twice(file.products, ({ id }) => id, '/products'),
    ...twice(file.resellers, ({ id }) => id, '/resellers'),
    ...twice(file.companies, ({ id }) => id, '/companies'),
    ...twice(file.contracts, ({ company, number }) => `${company} ${number}`, '/contracts'),
    ...twice(file.dongles, ({ serial }) => serial, '/dongles'),
    ...doubled(licenses.map(({ license, pointer }) => ({ key: license.id, pointer: `${pointer}/id` }))),
    ...file.products.flatMap(({ line }, at) => missing(lines, line, `/products/${at}/line`, 'line')),
    ...file.contracts.flatMap(({ company }, at) => missing(companies, company, `/contracts/${at}/company`, 'company')),
    ...file.contracts.flatMap(({ reseller }, at) =>
      reseller === null ? [] : missing(resellers, reseller, `/contracts/${at}/reseller`, 'reseller'),
    ),
    ...file.dongles.flatMap(({ company }, at) =>
      company === null ? [] : missing(companies, company, `/dongles/${at}/company`, 'company'),
    ),
    ...licenses.flatMap(({ license, pointer }) => missing(products, license.product, `${pointer}/product`, 'product')),
    ...licenses.flatMap(({ license, company, pointer }) => {
      const owner = known.owners.get(license.id)
      if (owner === undefined || owner === company) return []
      return [{ pointer: `${pointer}/id`, detail: 'is a license of another company' }]
    }),
  ]
}

function missing(known: ReadonlySet<string>, id: string, pointer: string, what: string): ProblemField[] {
  return known.has(id) ? [] : [{ pointer, detail: `names a ${what} that is neither in the file nor known: ${id}` }]
}

function twice<Row>(rows: readonly Row[], keyOf: (row: Row) => string, pointer: string): ProblemField[] {
  return doubled(rows.map((row, at) => ({ key: keyOf(row), pointer: `${pointer}/${at}` })))
}

function doubled(rows: readonly { key: string; pointer: string }[]): ProblemField[] {
  const first = new Map<string, string>()
  return rows.flatMap(({ key, pointer }) => {
    const before = first.get(key)
    if (before === undefined) first.set(key, pointer)
    return before === undefined ? [] : [{ pointer, detail: `is the same as ${before}: ${key}` }]
  })
}
