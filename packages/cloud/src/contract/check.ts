import type { ProblemField } from '@undongle/core/api/error'
import type { ContractFile } from '@undongle/core/contract/contract-file'

/** What the cloud already knows that a file may refer to. */
export interface KnownBefore {
  readonly lines: ReadonlySet<string>
  /** Those of the companies that the file's dongles name. */
  readonly companies: ReadonlySet<string>
}

/** Finds everything that a file names twice, and references of what belongs to no company that lead nowhere. */
export function checkContractFile(file: ContractFile, known: KnownBefore): ProblemField[] {
  const lines = new Set([...known.lines, ...file.lines.map(({ id }) => id)])
  const companies = new Set([...known.companies, ...file.companies.map(({ id }) => id)])
  const licenses = file.contracts.flatMap((contract, at) =>
    contract.licenses.map(({ id }, place) => ({ key: id, pointer: `/contracts/${at}/licenses/${place}/id` })),
  )
  return [
    ...twice(file.lines, ({ id }) => id, '/lines'),
    ...twice(file.products, ({ id }) => id, '/products'),
    ...twice(file.resellers, ({ id }) => id, '/resellers'),
    ...twice(file.companies, ({ id }) => id, '/companies'),
    ...twice(file.contracts, ({ company, number }) => `${company} ${number}`, '/contracts'),
    ...twice(file.dongles, ({ serial }) => serial, '/dongles'),
    ...doubled(licenses),
    ...file.products.flatMap(({ line }, at) => missing(lines, line, `/products/${at}/line`, 'line')),
    ...file.dongles.flatMap(({ company }, at) =>
      company === null ? [] : missing(companies, company, `/dongles/${at}/company`, 'company'),
    ),
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
