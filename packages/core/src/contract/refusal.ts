/** Why a record of an import is not taken over. */
export const refusals = {
  'company-unknown': 'names a company that is neither in the import nor known',
  'contract-unknown': 'names a contract that is neither in the import nor known',
  'license-unknown': 'names a license that is neither in the import nor known',
  'product-unknown': 'names a product that is not known',
  'reseller-unknown': 'names a reseller that is neither in the import nor known',
  'other-company': 'is a license of another company',
  'on-dongle': 'is on a dongle: it comes to the cloud by a transfer',
} as const satisfies Record<string, string>
export type Refusal = keyof typeof refusals
