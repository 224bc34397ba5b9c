/**
 * Who can ask. A person has one role in each company, perhaps one with the vendor, and may belong to a reseller; a machine is a registered
 * License Server.
 */
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
