import { compareVersions } from '../license.ts'
import type { TransferPolicy } from './policy.ts'
import type { EligibilityRule, RuleAnswer } from './rule.ts'

/** What is known about one dongle at one License Server before a transfer. `undefined` is "not known yet", never "no". */
export interface EligibilityFacts {
  /** Labels of every dongle plugged in, this one among them. */
  readonly dongles: readonly string[]
  readonly driver: { readonly name: string; readonly version: string; readonly evaluation: boolean } | undefined
  readonly sameMachine: boolean | undefined
  readonly licenseServerVersion: string
  readonly online: boolean | undefined
  readonly signedInAs: string | undefined
  /** Whether the contract assigns the dongle to the signed-in user's company; `none` when no contract knows the dongle. */
  readonly assignment: 'same-company' | 'other-company' | 'none' | undefined
  readonly targetUser: { readonly name: string; readonly inCompany: boolean } | undefined
  readonly dongleEnabled: boolean | undefined
  readonly waveOpensAt: string | null | undefined
  /** Names of the licenses that a rule about licenses holds back, by rule. */
  readonly heldBack:
    | {
        readonly rule: 'generation' | 'contract' | 'trial-registered' | 'reseller-confirmed'
        readonly names: readonly string[]
      }[]
    | undefined
  /** How many licenses would move; 0 turns what holds licenses back into what holds the dongle back. */
  readonly moving: number | undefined
  /** Who sold what is on the dongle. */
  readonly reseller: Contact | null | undefined
  readonly now: Date
}

export interface Contact {
  readonly name: string
  readonly email: string
  readonly phone: string
}

/** Answers every rule of the policy, in the policy's order: green or red with the reason and the fix, never a missing button [Q22]. */
export function checkEligibility(policy: TransferPolicy, facts: EligibilityFacts): RuleAnswer[] {
  return policy.rules.map((rule) => ({ rule: rule.rule, ...answerRule(rule, facts, policy) }))
}

/** Rules about single licenses hold those licenses back; under a whole-dongle policy they hold the dongle back [Q21]. */
export const isEligible = (answers: readonly RuleAnswer[]): boolean =>
  answers.every((answer) => answer.answer === 'pass')

type Answer = Omit<RuleAnswer, 'rule'>
const pass = (reason: string): Answer => ({ answer: 'pass', reason, fix: '' })
const fail = (reason: string, fix: string): Answer => ({ answer: 'fail', reason, fix })
const unknown = (reason: string, fix: string): Answer => ({ answer: 'unknown', reason, fix })

function answerRule(rule: EligibilityRule, facts: EligibilityFacts, policy: TransferPolicy): Answer {
  switch (rule.rule) {
    case 'dongle-count':
      if (facts.dongles.length === rule.exactly)
        return pass(`${count(rule.exactly, 'dongle is', 'dongles are')} plugged in.`)
      return fail(
        `${count(facts.dongles.length, 'dongle is', 'dongles are')} plugged in: ${facts.dongles.join(', ')}.`,
        `Leave exactly ${rule.exactly} plugged in and unplug the others.`,
      )
    case 'driver-version':
      return answerDriver(rule.atLeast, facts)
    case 'same-machine':
      if (facts.sameMachine === undefined)
        return unknown('Where the dongle is plugged in is not known yet.', 'Enable the dongle service.')
      return facts.sameMachine
        ? pass('The dongle is plugged into this machine.')
        : fail('The dongle is plugged into another machine.', 'Plug it into the machine that runs this License Server.')
    case 'license-server-version':
      return compareVersions(facts.licenseServerVersion, rule.atLeast) >= 0
        ? pass(`License Server ${facts.licenseServerVersion} is new enough.`)
        : fail(
            `License Server ${facts.licenseServerVersion} is older than ${rule.atLeast}.`,
            `Update the License Server to ${rule.atLeast} or newer.`,
          )
    case 'online':
      if (facts.online === undefined) return unknown('The license cloud has not answered yet.', 'Wait a moment.')
      return facts.online
        ? pass('The license cloud answers.')
        : fail('The license cloud cannot be reached.', 'Check the network of this machine, then check again.')
    case 'signed-in':
      return facts.signedInAs === undefined
        ? fail('Nobody is signed in to online licensing.', 'Sign in under ONLINE LICENSING.')
        : pass(`Signed in as ${facts.signedInAs}.`)
    case 'same-company':
      return answerAssignment(facts, policy)
    case 'target-user':
      if (facts.targetUser === undefined)
        return unknown(
          'The target username has not been checked yet.',
          'Enter the username that will own the licenses.',
        )
      return facts.targetUser.inCompany
        ? pass(`${facts.targetUser.name} belongs to your company.`)
        : fail(`${facts.targetUser.name} does not belong to your company.`, 'Enter a username of your own company.')
    case 'dongle-enabled':
      if (facts.dongleEnabled === undefined)
        return unknown('Whether this dongle may move is not known yet.', 'Sign in under ONLINE LICENSING.')
      return facts.dongleEnabled
        ? pass('The vendor allows this dongle to move.')
        : fail(
            'The vendor has switched the transfer of this dongle off.',
            `Ask ${policy.support.name} (${policy.support.email}).`,
          )
    case 'wave-open':
      return answerWave(facts)
    case 'production-dongle':
      if (facts.driver === undefined)
        return unknown('The dongle driver has not answered yet.', 'Enable the dongle service.')
      return facts.driver.evaluation
        ? fail('This is an evaluation dongle.', 'Plug in a dongle of the vendor.')
        : pass('This is a dongle for production use.')
    case 'generation':
    case 'contract':
    case 'trial-registered':
    case 'reseller-confirmed':
      return answerHeldBack(rule.rule, facts, policy)
  }
}

function answerDriver(atLeast: Readonly<Record<string, string>>, { driver }: EligibilityFacts): Answer {
  if (driver === undefined) return unknown('The dongle driver has not answered yet.', 'Enable the dongle service.')
  const needed = atLeast[driver.name]
  return needed === undefined || compareVersions(driver.version, needed) >= 0
    ? pass(`Driver ${driver.name} ${driver.version} is new enough.`)
    : fail(
        `Driver ${driver.name} ${driver.version} is older than ${needed}.`,
        `Install driver version ${needed} or newer.`,
      )
}

function answerAssignment(facts: EligibilityFacts, policy: TransferPolicy): Answer {
  switch (facts.assignment) {
    case undefined:
      return unknown('Whom the dongle is assigned to is not known yet.', 'Sign in under ONLINE LICENSING.')
    case 'other-company':
      return fail(
        'The dongle is assigned to another company than yours.',
        `Sign in with that company's account, or ask ${policy.support.name} (${policy.support.email}) to align the accounts.`,
      )
    case 'none':
      return pass('No contract assigns the dongle to another company.')
    case 'same-company':
      return pass('The dongle is assigned to your company.')
  }
}

function answerWave(facts: EligibilityFacts): Answer {
  if (facts.waveOpensAt === undefined)
    return unknown('The date of your wave is not known yet.', 'Sign in under ONLINE LICENSING.')
  if (facts.waveOpensAt === null)
    return fail('No date is set for your wave.', 'You will be told. The dongle keeps working.')
  return Date.parse(facts.waveOpensAt) <= facts.now.getTime()
    ? pass('Your wave is open.')
    : fail(
        `Your wave opens on ${facts.waveOpensAt.slice(0, 10)}.`,
        'Come back then. The dongle keeps working, do not throw it away.',
      )
}

const heldBackWords = {
  generation: {
    none: 'Every license is of a generation that can move.',
    some: 'Perpetual licenses of an old generation cannot move',
    fix: 'Renew them with',
  },
  contract: {
    none: 'Every license is backed by a contract.',
    some: 'No contract backs',
    fix: 'Ask about a contract at',
  },
  'trial-registered': {
    none: 'No unregistered trial is on the dongle.',
    some: 'A trial is not registered with the vendor',
    fix: 'Ask to register it at',
  },
  'reseller-confirmed': {
    none: 'No license waits for a reseller.',
    some: 'Your reseller has not confirmed yet',
    fix: 'Ask your reseller, or',
  },
} as const

function answerHeldBack(rule: keyof typeof heldBackWords, facts: EligibilityFacts, policy: TransferPolicy): Answer {
  if (facts.heldBack === undefined)
    return unknown('The licenses have not been compared with the contract yet.', 'Sign in under ONLINE LICENSING.')
  const names = facts.heldBack.filter((held) => held.rule === rule).flatMap((held) => held.names)
  const words = heldBackWords[rule]
  if (names.length === 0) return pass(words.none)
  const reason = `${words.some}: ${names.join(', ')}.`.slice(0, 500)
  const fix =
    rule === 'reseller-confirmed' && facts.reseller
      ? askReseller(facts.reseller)
      : `${words.fix} ${policy.support.name} (${policy.support.email}).`
  // A dongle without a contract is not held back: its run answers with the bridge, or sends to support [Q52, Q53].
  const holdsAll = facts.moving === 0 && rule !== 'contract'
  return policy.scope === 'whole-dongle' || holdsAll
    ? fail(reason, fix)
    : { answer: 'pass', reason: `${reason} They stay on the dongle.`.slice(0, 500), fix }
}

/** Where the reseller decides, the next step is the customer's own one [Q24]. */
const askReseller = ({ name, email, phone }: Contact): string =>
  `Ask your reseller ${name} (${[email, phone].filter((way) => way !== '').join(', ')}) to confirm.`

const count = (number: number, one: string, many: string): string =>
  `${number === 0 ? 'No' : number} ${number === 1 ? one : many}`
