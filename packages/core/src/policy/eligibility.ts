import { compareVersions } from '../license.ts'
import type { TransferPolicy } from './policy.ts'
import type { EligibilityRule, RuleAnswer } from './rule.ts'
import { type RuleFinding, ruleFindings } from './rule-words.ts'

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
type About = Readonly<Record<string, string>>

const wordsLength = 500

function found(code: RuleFinding, about: About = {}): Answer {
  const { answer, say, next } = ruleFindings[code]
  const short = Object.fromEntries(Object.entries(about).map(([name, value]) => [name, cut(value)]))
  return { answer, reason: cut(filledIn(say, short)), fix: cut(filledIn(next, short)), code, about: short }
}

const cut = (words: string): string => words.slice(0, wordsLength)

const filledIn = (words: string, about: About): string =>
  words.replaceAll(/\{\{(\w+)\}\}/g, (braces, name: string) => about[name] ?? braces)

function answerRule(rule: EligibilityRule, facts: EligibilityFacts, policy: TransferPolicy): Answer {
  switch (rule.rule) {
    case 'dongle-count':
      return answerCount(rule.exactly, facts)
    case 'driver-version':
      return answerDriver(rule.atLeast, facts)
    case 'same-machine':
      if (facts.sameMachine === undefined) return found('machine-unknown')
      return found(facts.sameMachine ? 'this-machine' : 'another-machine')
    case 'license-server-version': {
      const { licenseServerVersion: version } = facts
      return compareVersions(version, rule.atLeast) >= 0
        ? found('license-server-new-enough', { version })
        : found('license-server-too-old', { version, needed: rule.atLeast })
    }
    case 'online':
      if (facts.online === undefined) return found('cloud-not-asked')
      return found(facts.online ? 'cloud-answers' : 'cloud-silent')
    case 'signed-in':
      return facts.signedInAs === undefined ? found('signed-out') : found('signed-in', { user: facts.signedInAs })
    case 'same-company':
      return answerAssignment(facts, policy)
    case 'target-user':
      if (facts.targetUser === undefined) return found('target-unchecked')
      return found(facts.targetUser.inCompany ? 'target-in-company' : 'target-elsewhere', {
        user: facts.targetUser.name,
      })
    case 'dongle-enabled':
      if (facts.dongleEnabled === undefined) return found('switch-unknown')
      return facts.dongleEnabled ? found('switched-on') : found('switched-off', supportOf(policy))
    case 'wave-open':
      return answerWave(facts)
    case 'production-dongle':
      if (facts.driver === undefined) return found('driver-silent')
      return found(facts.driver.evaluation ? 'evaluation-dongle' : 'production-dongle')
    case 'generation':
    case 'contract':
    case 'trial-registered':
    case 'reseller-confirmed':
      return answerHeldBack(rule.rule, facts, policy)
  }
}

function answerCount(exactly: number, { dongles }: EligibilityFacts): Answer {
  const about = { number: String(dongles.length), dongles: dongles.join(', '), exactly: String(exactly) }
  if (dongles.length === exactly) return found(exactly === 1 ? 'dongle-right' : 'dongles-right', about)
  if (dongles.length > exactly) return found('dongles-too-many', about)
  return found(dongles.length === 0 ? 'no-dongle' : 'dongles-too-few', about)
}

function answerDriver(atLeast: Readonly<Record<string, string>>, { driver }: EligibilityFacts): Answer {
  if (driver === undefined) return found('driver-silent')
  const { name, version } = driver
  const needed = atLeast[name]
  return needed === undefined || compareVersions(version, needed) >= 0
    ? found('driver-new-enough', { driver: name, version })
    : found('driver-too-old', { driver: name, version, needed })
}

function answerAssignment({ assignment }: EligibilityFacts, policy: TransferPolicy): Answer {
  switch (assignment) {
    case undefined:
      return found('assignment-unknown')
    case 'other-company':
      return found('other-company', supportOf(policy))
    case 'none':
      return found('no-company')
    case 'same-company':
      return found('own-company')
  }
}

function answerWave({ waveOpensAt, now }: EligibilityFacts): Answer {
  if (waveOpensAt === undefined) return found('wave-unknown')
  if (waveOpensAt === null) return found('wave-without-date')
  return Date.parse(waveOpensAt) <= now.getTime()
    ? found('wave-open')
    : found('wave-to-come', { day: waveOpensAt.slice(0, 10) })
}

type HoldingRule = 'generation' | 'contract' | 'trial-registered' | 'reseller-confirmed'

function answerHeldBack(rule: HoldingRule, facts: EligibilityFacts, policy: TransferPolicy): Answer {
  if (facts.heldBack === undefined) return found('contract-unknown')
  const names = facts.heldBack.filter((held) => held.rule === rule).flatMap((held) => held.names)
  if (names.length === 0) return found(`${rule}-fine`)
  // A dongle without a contract is not held back: its run answers with the bridge, or sends to support [Q52, Q53].
  const holdsAll = facts.moving === 0 && rule !== 'contract'
  const holds = policy.scope === 'whole-dongle' || holdsAll ? 'holds' : 'stays'
  const licenses = names.join(', ')
  if (rule === 'reseller-confirmed' && facts.reseller)
    return found(`own-reseller-${holds}`, { licenses, reseller: waysTo(facts.reseller) })
  return found(`${rule}-${holds}`, { licenses, ...supportOf(policy) })
}

const supportOf = ({ support: { name, email } }: TransferPolicy): About => ({
  support: waysTo({ name, email, phone: '' }),
})

const waysTo = ({ name, email, phone }: Contact): string =>
  `${name} (${[email, phone].filter((way) => way !== '').join(', ')})`
