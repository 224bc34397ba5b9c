/** Who can ask. A person has one role in each company, and perhaps one with the vendor; a machine is a registered License Server. */
export const roles = [
  'vendor-operator',
  'support-agent',
  'reseller',
  'company-owner',
  'company-admin',
  'company-user',
  'company-viewer',
  'machine',
] as const
export type Role = (typeof roles)[number]
