import type { LocalAnswer } from '@undongle/core/api/local'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { phases, phaseWordsOf } from '@undongle/core/transfer/phase'
import type { PlannedLicense } from '@undongle/core/transfer/plan'
import type { ResultName } from '@undongle/core/transfer/result'
import { standingOf } from '@undongle/core/transfer/standing'
import type { SeatInUse } from '@undongle/core/transfer/start'
import { planReasonWords, resultWords } from '@undongle/core/transfer/words'
import type { Output } from '../command/act.ts'
import type { ExitName } from '../command/exit-code.ts'
import { facts, table } from '../command/table.ts'
import { quantityText } from '../license/words.ts'

export type Eligibility = LocalAnswer<'eligibility.check'>

/** Every rule, green or red with what to do, then the plan, license by license [Q22, Q90]. */
export function eligibilityText({ rules, preview, problem, seats }: Eligibility): string {
  const marks = { pass: 'yes', fail: 'NO', unknown: '?' } as const
  const ruleRows = rules.map(({ rule, answer, reason, fix }) => [marks[answer], rule, reason, fix])
  const parts = [table(['OK', 'RULE', 'FOUND', 'WHAT TO DO'], ruleRows, 'No rules.')]
  if (preview !== null) {
    parts.push(
      table(['ANSWER', 'PRODUCT', 'NAME', 'QUANTITY', 'WHY'], preview.plan.licenses.map(plannedRow), 'No licenses.'),
    )
    parts.push(`Result if it is started: ${resultWords[preview.outcome].title}. ${resultWords[preview.outcome].say}`)
  }
  if (seats.length > 0)
    parts.push(
      `In use now; whoever has a seat is carried over without a gap, unless it begins later (--when-free, --at):\n${seatsTable(seats)}`,
    )
  if (problem !== null) parts.push(`No preview: ${problem.title} ${problem.next}`)
  return parts.join('\n\n')
}

const seatsTable = (seats: readonly SeatInUse[]): string =>
  table(
    ['PRODUCT', 'VERSION', 'MACHINE', 'SINCE'],
    seats.map(({ product, version, machine, since }) => [product, version, machine, since]),
    'None.',
  )

/** What holds a dongle back, and what to do about each. */
export const heldBackBy = ({ rules }: Eligibility): string[] =>
  rules.filter(({ answer }) => answer !== 'pass').map(({ rule, reason, fix }) => `${rule}: ${reason} ${fix}`.trim())

function plannedRow({ license, metered, answer, reason, from, dongleSays }: PlannedLicense): string[] {
  const date = from === null ? '' : ` From ${from}.`
  const difference = dongleSays === null ? '' : ' The dongle says otherwise; the contract decides.'
  const quantity = quantityText(license.quantity, metered)
  return [answer, license.product, license.name, quantity, `${planReasonWords[reason]}${date}${difference}`]
}

/** One line of live progress, true also when a reply was lost. */
export function progressLine(transfer: LocalTransfer): string {
  const { dongle, phase, state, waitingFor, unavailable, problem } = transfer
  const words = phaseWordsOf(dongle.class)
  const reached = phase === null ? 0 : phases.indexOf(phase) + 1
  const next = phases[reached]
  const percent = phase === null ? 0 : words[phase].percent
  const doing = next === undefined ? 'Done' : `${words[next].doing} …`
  const waits = state === 'waiting' && waitingFor !== null ? ` Waiting for: ${waitingFor}.` : ''
  const why = problem === null ? '' : ` ${problem.title} ${problem.next}`
  const away = unavailable ? ' The licenses are unavailable until this is done.' : ''
  return `${String(percent).padStart(3)} %  ${doing}${waits}${holdText(transfer)}${drainText(transfer)}${why}${away}`
}

/** What it begins with, and who has a seat meanwhile. */
function holdText({ hold, id }: LocalTransfer): string {
  if (hold === null) return ''
  const seats = hold.seats.map(({ product, machine, since }) => ` ${product} on ${machine} since ${since}.`)
  const when = hold.start.when === 'at' ? ` It begins at ${hold.start.at}.` : ''
  return `${when}${seats.join('')} \`undongle transfer resume ${id} --yes\` begins it now.`
}

/** Who else may still use a dongle that can only be read, until when, and how to end that now. */
function drainText({ drain, dongle }: LocalTransfer): string {
  const holders = (drain?.holders ?? []).map(
    ({ name, until }) =>
      ` ${name} may use the dongle until ${until}; \`undongle permit give-back ${dongle.serial}\` there ends that now.`,
  )
  const wait = drain?.notBefore
    ? ` A serial alone proves little: the cloud waits for objections until ${drain.notBefore}.`
    : ''
  return `${holders.join('')}${wait}`
}

/** How a transfer stands, in words, with the exit code that a script sees. */
export function transferOutput(transfer: LocalTransfer): Output {
  const { id, dongle, line, state, result, temporary } = transfer
  const stands =
    result === null
      ? `${standingOf(transfer).say} ${progressLine(transfer).trim()}`
      : `${resultWords[result].title}. ${resultWords[result].say} ${resultWords[result].next}`
  const text = facts([
    ['Transfer', id],
    ['Dongle', `${dongle.label} (serial ${dongle.serial})`],
    ['Line', line],
    ['State', state],
    ['Result', stands],
    ...(temporary === null ? [] : [['Temporary', `${temporary.product} until ${temporary.until}`] as const]),
  ])
  return { json: transfer, text, exit: result === null ? 'waiting' : resultExits[result] }
}

/** A run of several dongles: the one that was asked for, and those beside it. The first that is not done decides the exit code. */
export function runOutput(run: readonly LocalTransfer[]): Output {
  const [first, ...others] = run
  const outputs = run.map(transferOutput)
  return {
    json: { ...first, others },
    text: outputs.map(({ text }) => text).join('\n\n'),
    exit: outputs.map(({ exit }) => exit ?? 'ok').find((exit) => exit !== 'ok') ?? 'ok',
  }
}

const resultExits = {
  'all-moved': 'ok',
  'partly-moved': 'ok',
  'already-moved': 'ok',
  'temporary-subscription': 'ok',
  'no-subscription': 'refused',
  'other-company': 'refused',
  'nothing-relevant': 'refused',
  ineligible: 'refused',
  failed: 'failure',
  cancelled: 'refused',
} as const satisfies Record<ResultName, ExitName>
