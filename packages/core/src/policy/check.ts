import { type TransferPolicy, transferPolicySchema } from './policy.ts'
import type { RuleName } from './rule.ts'

/** One thing wrong with a draft: where (JSON pointer, RFC 6901), and what. */
export interface PolicyFault {
  readonly pointer: string
  readonly detail: string
}

export type CheckedPolicy =
  | { readonly ok: true; readonly policy: TransferPolicy }
  | { readonly ok: false; readonly faults: readonly PolicyFault[] }

const faultsNamed = 100

/** Finds every fault of a draft: first its form; what has the right form is asked whether it contradicts itself. */
export function checkPolicy(draft: unknown): CheckedPolicy {
  const parsed = transferPolicySchema.safeParse(draft)
  if (!parsed.success)
    return {
      ok: false,
      faults: parsed.error.issues.slice(0, faultsNamed).map(({ path, message }) => ({
        pointer: path.map((step) => `/${escaped(String(step))}`).join(''),
        detail: message.slice(0, 300),
      })),
    }
  const faults = contradictionsIn(parsed.data)
  return faults.length === 0 ? { ok: true, policy: parsed.data } : { ok: false, faults }
}

const escaped = (step: string): string => step.replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 64)

/** What is wrong where; `isWrong` is asked of a draft whose form is right. */
interface Contradiction extends PolicyFault {
  readonly isWrong: (policy: TransferPolicy) => boolean
}

const says = ({ disclaimers }: TransferPolicy, disclaimer: TransferPolicy['disclaimers'][number]): boolean =>
  disclaimers.includes(disclaimer)
const has = ({ rules }: TransferPolicy, name: RuleName): boolean => rules.some(({ rule }) => rule === name)

const contradictions: readonly Contradiction[] = [
  {
    pointer: '/cutOverVersion',
    detail: 'is needed where the transfer is mandatory: without it nothing ever asks for it',
    isWrong: ({ mandatory, cutOverVersion }) => mandatory && cutOverVersion === null,
  },
  {
    pointer: '/offeredAt',
    detail: 'offers nothing without a cut-over version: write "never"',
    isWrong: ({ offeredAt, cutOverVersion }) => offeredAt !== 'never' && cutOverVersion === null,
  },
  {
    pointer: '/offeredAt',
    detail: 'cannot be "never" where the transfer is mandatory',
    isWrong: ({ offeredAt, mandatory }) => offeredAt === 'never' && mandatory,
  },
  {
    pointer: '/disclaimers',
    detail: 'says "no-way-back", but there is one',
    isWrong: (policy) => policy.graceDays > 0 && says(policy, 'no-way-back'),
  },
  {
    pointer: '/disclaimers',
    detail: 'says "dongle-unusable-afterwards", but the dongle works on until the grace ends',
    isWrong: (policy) => policy.graceDays > 0 && says(policy, 'dongle-unusable-afterwards'),
  },
  {
    pointer: '/disclaimers',
    detail: 'lacks "way-back": the customer has to be told until when',
    isWrong: (policy) => policy.graceDays > 0 && !says(policy, 'way-back'),
  },
  {
    pointer: '/disclaimers',
    detail: 'says "way-back", but graceDays is 0',
    isWrong: (policy) => policy.graceDays === 0 && says(policy, 'way-back'),
  },
  {
    pointer: '/disclaimers',
    detail: 'lacks "no-way-back": the customer has to be told before',
    isWrong: (policy) => policy.graceDays === 0 && !says(policy, 'no-way-back'),
  },
  {
    pointer: '/rules',
    detail: 'lacks "target-user": another username has to be checked',
    isWrong: (policy) => policy.targetUser === 'any-in-company' && !has(policy, 'target-user'),
  },
  {
    pointer: '/rules',
    detail: 'lacks "same-company": the page could not say why a dongle of another company is refused',
    isWrong: (policy) => !has(policy, 'same-company'),
  },
  {
    pointer: '/rules',
    detail: 'lacks "dongle-enabled": the page could not say why a dongle that is switched off is refused',
    isWrong: (policy) => !has(policy, 'dongle-enabled'),
  },
  {
    pointer: '/rules',
    detail: 'has "dongle-count", but all dongles on the machine move in one run',
    isWrong: (policy) => policy.dongles === 'all-on-machine' && has(policy, 'dongle-count'),
  },
  {
    pointer: '/minimumLicenseServerVersion',
    detail: 'differs from the rule "license-server-version", which is what is checked',
    isWrong: ({ minimumLicenseServerVersion, rules }) =>
      (rules.find((rule) => rule.rule === 'license-server-version')?.atLeast ?? null) !== minimumLicenseServerVersion,
  },
  {
    pointer: '/stepUp',
    detail: 'asks for a fresh sign-in before the transfer, which this cloud cannot ask for yet: write "none"',
    isWrong: ({ stepUp }) => stepUp !== 'none',
  },
]

function contradictionsIn(policy: TransferPolicy): PolicyFault[] {
  const { rules, disclaimers, whoMayTransfer } = policy
  const names = rules.map(({ rule }) => rule)
  return [
    ...contradictions.flatMap(({ isWrong, pointer, detail }) => (isWrong(policy) ? [{ pointer, detail }] : [])),
    ...names.flatMap((name, at) => twice(names, name, at, `/rules/${at}`)),
    ...disclaimers.flatMap((said, at) => twice(disclaimers, said, at, `/disclaimers/${at}`)),
    ...whoMayTransfer.flatMap((role, at) => {
      if (role.startsWith('company-') && role !== 'company-viewer') return []
      return [{ pointer: `/whoMayTransfer/${at}`, detail: `"${role}" may change nothing in a customer’s company` }]
    }),
  ]
}

const twice = (all: readonly string[], one: string, at: number, pointer: string): PolicyFault[] =>
  all.indexOf(one) < at ? [{ pointer, detail: `"${one}" is there twice` }] : []
