import { z } from 'zod'
import type { TransferPolicy } from './policy.ts'
import { type EligibilityRule, seenOnlyByLicenseServer } from './rule.ts'
import { disclaimerWords } from './words.ts'

/** What a policy means for the customers who meet it, in the order in which they do. */
export const topics = ['offer', 'who', 'rules', 'run', 'result', 'way-back', 'afterwards', 'told', 'support'] as const

export const explanationSchema = z.strictObject({
  sentences: z.array(z.strictObject({ topic: z.enum(topics), say: z.string() })),
})
export type Explanation = z.infer<typeof explanationSchema>

/** Says a policy in plain sentences, so that whoever writes one reads what customers will meet. */
export function explainPolicy(policy: TransferPolicy): Explanation {
  const said: Record<(typeof topics)[number], readonly string[]> = {
    offer: [...offerOf(policy), ...licenseFreeOf(policy)],
    who: whoOf(policy),
    rules: policy.rules.map((rule) => `${ruleWords(rule)}${trustOf(rule)}`),
    run: runOf(policy),
    result: resultOf(policy),
    'way-back': wayBackOf(policy),
    afterwards: afterwardsOf(policy),
    told: policy.disclaimers.map((disclaimer) => filledIn(disclaimerWords[disclaimer], policy)),
    support: [
      `Who needs help is sent to ${policy.support.name}: ${[policy.support.email, policy.support.phone].filter((way) => way !== '').join(', ')}.`,
    ],
  }
  return { sentences: topics.flatMap((topic) => said[topic].map((say) => ({ topic, say }))) }
}

function offerOf({ cutOverVersion, mandatory, offeredAt, returnAddresses }: TransferPolicy): string[] {
  if (cutOverVersion === null) return ['No version of the application asks for the transfer: who wants it starts it.']
  const first = {
    'sign-in': `From version ${cutOverVersion} on, a company without a cloud license of this line is asked whenever somebody signs in.`,
    update: `A company without a cloud license of this line is asked once, when it updates to version ${cutOverVersion} or newer.`,
    never: 'No version of the application asks for the transfer: who wants it starts it.',
  }[offeredAt]
  const then = mandatory
    ? `It cannot be skipped: from version ${cutOverVersion} on, licenses on a dongle are no longer read, unless the emergency switch is on.`
    : 'It can be put off: the dongle works on until then.'
  const back = returnAddresses.length === 0 ? [] : ['After it the pages lead back to the application that asked.']
  return [first, then, ...back]
}

const roleWords: Partial<Record<TransferPolicy['whoMayTransfer'][number], string>> = {
  'company-owner': 'owners',
  'company-admin': 'administrators',
  'company-user': 'users',
}

function whoOf({ whoMayTransfer, targetUser }: TransferPolicy): string[] {
  const roles = whoMayTransfer.map((role) => roleWords[role] ?? role)
  const who = `The ${listed(roles)} of the company may transfer.`
  return [
    who,
    targetUser === 'signed-in-user'
      ? 'Who is signed in becomes the named contact.'
      : 'Anybody of the same company may be named as the contact.',
  ]
}

/** Whoever writes a policy has to know which of its rules hold only as far as the customer's machine tells the truth. */
const trustOf = ({ rule }: EligibilityRule): string =>
  seenOnlyByLicenseServer.includes(rule) ? ' Only the License Server can see that: the cloud takes its word.' : ''

function ruleWords(rule: EligibilityRule): string {
  switch (rule.rule) {
    case 'dongle-count':
      return rule.exactly === 1
        ? 'Exactly one dongle is plugged in.'
        : `Exactly ${rule.exactly} dongles are plugged in.`
    case 'driver-version':
      return `The dongle driver is new enough: ${listed(Object.entries(rule.atLeast).map(([name, version]) => `${name} ${version}`))} or newer.`
    case 'same-machine':
      return 'The dongle is in the machine of the License Server.'
    case 'license-server-version':
      return `The License Server is of version ${rule.atLeast} or newer.`
    case 'online':
      return 'The license cloud can be reached.'
    case 'signed-in':
      return 'Somebody is signed in.'
    case 'same-company':
      return 'The dongle is not assigned to another company.'
    case 'target-user':
      return 'The named contact belongs to the company.'
    case 'dongle-enabled':
      return 'The vendor has not switched the transfer of this dongle off.'
    case 'wave-open':
      return 'The wave of this customer has come.'
    case 'generation':
      return `Perpetual licenses are of generation ${rule.perpetualFrom} or newer.`
    case 'contract':
      return 'A contract backs the licenses.'
    case 'trial-registered':
      return 'Trials are registered with the vendor.'
    case 'reseller-confirmed':
      return 'The reseller has confirmed educational licenses.'
    case 'production-dongle':
      return 'It is no evaluation dongle.'
  }
}

function licenseFreeOf({ licenseFreeProducts }: TransferPolicy): string[] {
  return licenseFreeProducts.length === 0 ? [] : [`Without any license, ${listed(licenseFreeProducts)} can be used.`]
}

function runOf({ dongles, usualMinutes }: TransferPolicy): string[] {
  return [
    dongles === 'one-at-a-time' ? 'One dongle moves at a time.' : 'All dongles in the machine move in one run.',
    `It usually takes about ${usualMinutes === 1 ? 'a minute' : `${usualMinutes} minutes`}.`,
  ]
}

function resultOf({ scope, temporarySubscriptionDays, disableDongleServiceAfter }: TransferPolicy): string[] {
  return [
    scope === 'whole-dongle'
      ? 'Every license on the dongle moves, or none: one that cannot move keeps all of them there, and is named.'
      : 'The licenses of this line move; those of other lines stay on the dongle.',
    temporarySubscriptionDays === null
      ? 'Who has no subscription gets nothing in the cloud, and is sent to support.'
      : `Who has no subscription but a key license gets that license for ${days(temporarySubscriptionDays)}, once per dongle, and is sent to support.`,
    ...(disableDongleServiceAfter ? ['The dongle service switches itself off afterwards.'] : []),
  ]
}

function wayBackOf({ graceDays }: TransferPolicy): string[] {
  if (graceDays === 0) return ['What has moved cannot go back.']
  return [
    `For ${days(graceDays)} the dongle works on beside the cloud: going back is a switch of source. Then only the cloud is left.`,
  ]
}

function afterwardsOf({ offlineDays, offlineRefuses }: TransferPolicy): string[] {
  if (offlineDays === 0) return ['Applications need a network connection all the time.']
  const refused = offlineRefuses.map((what) =>
    what === 'metered' ? 'metered products' : 'products that are online only',
  )
  const runs = `Applications run for up to ${days(offlineDays)} without a network.`
  return refused.length === 0 ? [runs] : [runs, `Without a network, ${listed(refused)} are refused.`]
}

function filledIn(words: string, { usualMinutes, graceDays }: TransferPolicy): string {
  return words.replace('{{usualMinutes}}', String(usualMinutes)).replace('{{graceDays}}', String(graceDays))
}

const days = (count: number): string => (count === 1 ? 'one day' : `${count} days`)

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
