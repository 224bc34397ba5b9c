/**
 * Every read of more than one company, and why it is nobody's secret: the vendor sold all of it. A new one needs a line here
 * before it compiles.
 */
export const acrossReads = {
  'contract.waiting': 'the cloud’s timer takes over what waited for frozen dongles of any company [Q71]',
  'import.difference':
    'what the vendor’s ERP says is compared with what is there, of as many companies as it names [Q81]',
  'moved.list': 'the vendor’s ERP learns what moved, to freeze its own records [Q71]',
  'customer.list': 'a reseller is told who its customers are: the companies whose contracts name it',
  'alignment.holders': 'two companies may have licenses on one dongle: it is found out whose it is [Q28]',
  'case.list': 'support works through the cases of all companies, production stops first [Q58]',
  'wave.funnel': 'the vendor and a reseller see how far a roll-out is, in numbers',
  'wave.results': 'a wave stops itself when too many of the transfers it let in fail, whoever’s they are',
  'wave.cohort': 'a wave is chosen among the dongles of all companies',
  rehearsal: 'a policy is tried on the whole imported base before customers meet it [Q94]',
} as const satisfies Record<string, string>
export type AcrossRead = keyof typeof acrossReads
