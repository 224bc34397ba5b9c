/** Tenant tables that not even the vendor reads across companies, each with the reason. */
export const hiddenFromVendor: Readonly<Record<string, string>> = {
  courier_answer: 'sealed to the machine that asked: it tells nobody else anything',
  license_server_approval: 'only what one sign-in needs, for ten minutes',
  machine_proof: 'only what one signed call needs, for minutes',
}
