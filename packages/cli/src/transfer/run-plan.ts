import { localApi } from '@undongle/core/api/local'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import { CommandError, errorOfCode } from '../command/command-error.ts'
import { findDongle, whichDongle } from '../dongle/find.ts'
import { ask, type Server } from '../server/ask.ts'
import type { PreviewOptions } from './preview.ts'
import { type Eligibility, eligibilityText, heldBackBy } from './words.ts'

/** A dongle that was checked, and the plan that is confirmed for it. */
export interface PlannedDongle {
  readonly seen: SeenDongle
  readonly wish: Wish
  readonly planHash: string
}

interface Wish {
  readonly dongle: string
  readonly line: string
  readonly targetUser: string
}

/**
 * Checks everything that one confirmation moves: the dongle that is meant, and those that the line's policy moves with it [Q67]. One of
 * these that is held back stays out, and why is told.
 *
 * @throws CommandError what holds the dongle back that is meant, in the words of the first red rule
 */
export async function planRun(
  server: Server,
  options: PreviewOptions,
  tell: (line: string) => void,
): Promise<[PlannedDongle, ...PlannedDongle[]]> {
  const { line } = options
  const targetUser = options.targetUser ?? (await signedInUser(server))
  const wishOf = ({ dongle }: SeenDongle): Wish => ({ dongle, line, targetUser })
  const check = (seen: SeenDongle) => ask(server, localApi['eligibility.check'], { body: wishOf(seen) })
  const { dongles } = await ask(server, localApi['dongle.list'])
  const candidates = dongles.filter(({ licenses }) => licenses.some(({ license }) => license.line === line))
  const [candidate, ...others] = candidates
  const isNamed = options.dongle !== undefined || candidate === undefined
  const seen = isNamed ? await findDongle(server, options.dongle) : candidate
  const answer = await check(seen)
  if (!isNamed && !others.every(({ dongle }) => answer.beside.includes(dongle))) throw whichDongle(candidates)
  tell(eligibilityText(answer))
  const first = { seen, wish: wishOf(seen), planHash: confirmable(answer) }
  const beside: PlannedDongle[] = []
  for (const other of dongles.filter(({ dongle }) => answer.beside.includes(dongle))) {
    const checked = await check(other)
    tell(`\n${other.label} (serial ${other.serial}) goes in the same run:\n${eligibilityText(checked)}`)
    const planHash = planHashOf(checked)
    if (planHash === undefined) tell(`${other.serial} stays as it is: ${heldBackBy(checked).join(' ')}`)
    else beside.push({ seen: other, wish: wishOf(other), planHash })
  }
  return [first, ...beside]
}

async function signedInUser(server: Server): Promise<string> {
  const { signIn } = await ask(server, localApi['status.read'])
  if (signIn.state !== 'signed-in') throw errorOfCode('not-signed-in')
  return signIn.user.email
}

const planHashOf = ({ eligible, preview }: Eligibility): string | undefined =>
  eligible ? preview?.planHash : undefined

function confirmable(answer: Eligibility): string {
  const planHash = planHashOf(answer)
  if (planHash !== undefined) return planHash
  const { problem } = answer
  const say = problem?.title ?? 'This dongle cannot move yet.'
  const next = problem?.next ?? 'Each line says what to do.'
  throw new CommandError('refused', problem?.code ?? 'ineligible', say, next, heldBackBy(answer))
}
