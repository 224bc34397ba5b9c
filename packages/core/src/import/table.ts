/** What a row of a table can say. */
export const importFields = [
  'company',
  'company_name',
  'contract',
  'kind',
  'registered',
  'reseller_confirmed',
  'reseller',
  'reseller_name',
  'reseller_email',
  'reseller_phone',
  'ended_on',
  'license',
  'product',
  'generation',
  'quantity',
  'until',
  'dongle',
  'price_reference',
  'renewal_reference',
  'users',
  'email',
  'name',
  'role',
  'user',
] as const
export type ImportField = (typeof importFields)[number]

/**
 * What a row of a table is: a license, with its company, contract, dongle and reseller beside it; a person of a company; or a named
 * user of a license.
 */
export const importTables = ['licenses', 'people', 'named-users'] as const
export type ImportTable = (typeof importTables)[number]

const peopleFields: readonly ImportField[] = ['company', 'email', 'name', 'role']
const namedUserFields: readonly ImportField[] = ['company', 'license', 'user']
const others: readonly ImportField[] = ['email', 'name', 'role', 'user']

/** Which columns a table may have, and must. */
export const tableFields: Readonly<
  Record<ImportTable, { readonly all: readonly ImportField[]; readonly required: readonly ImportField[] }>
> = {
  licenses: {
    all: importFields.filter((field) => !others.includes(field)),
    required: ['company', 'contract', 'kind', 'license', 'product', 'generation', 'quantity'],
  },
  people: { all: peopleFields, required: peopleFields },
  'named-users': { all: namedUserFields, required: namedUserFields },
}
