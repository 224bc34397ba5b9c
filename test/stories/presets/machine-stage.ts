import type { LocalAnswer } from '@undongle/core/api/local'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { makeId, type TransferId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { random } from '@undongle/core/node/crypto'
import { disclaimersOf } from '@undongle/core/policy/disclaimers'
import { disclaimerWords } from '@undongle/core/policy/words'
import { standingOf } from '@undongle/core/transfer/standing'
import { resultWords } from '@undongle/core/transfer/words'
import { startWorld } from '../../../packages/cloud/src/testing/world.fixture.ts'
import { type Dongle, type Machine, openMachine, openShelf, until } from '../../permit/world.ts'
import { testDatabase } from '../../postgres/test-database.ts'

// A stage for what happens at a machine: whole License Servers with dongles that can be plugged and pulled, asked by the pages' own
// interface, and a pen. What it writes is a page in docs/stories, so it names no id and no date.

type Eligibility = LocalAnswer<'eligibility.check'>
export type MachineStage = Awaited<ReturnType<typeof openMachineStage>>

export async function openMachineStage() {
  const world = await startWorld(await testDatabase())
  const shelf = openShelf(world)
  const here = openMachine(world, 'reception', { readOnly: false })
  await here.signIn(world.ours)
  const strangers: Machine[] = []
  const plugged: Dongle[] = []
  const written: string[] = []
  const say = (...said: string[]) => void written.push(...said)

  /** The customer's machine, with these dongles in its ports and no others. */
  async function machineWith(...dongles: readonly Dongle[]): Promise<Machine> {
    here.wire = undefined
    await here.call('PUT', '/v1/dongle-service', { enabled: true })
    for (const dongle of plugged.splice(0)) here.pull(dongle)
    for (const dongle of dongles) await plugIn(dongle)
    return here
  }

  async function plugIn(dongle: Dongle): Promise<void> {
    if (!plugged.includes(dongle)) plugged.push(dongle)
    await here.plug(dongle)
  }

  /** A machine where nobody has ever signed in. */
  async function strangerWith(dongle: Dongle): Promise<Machine> {
    const machine = openMachine(world, 'a stranger', { readOnly: false })
    strangers.push(machine)
    plugged.splice(plugged.indexOf(dongle), 1)
    await machine.plug(dongle)
    return machine
  }

  const sell = (licenses: readonly License[]): Promise<Dongle> => shelf.sell(world.ours, licenses)

  async function seenAt(machine: Machine, { serial }: Dongle): Promise<SeenDongle> {
    const { body } = await machine.call('GET', '/v1/dongles')
    const seen = body.dongles.find((found: SeenDongle) => found.serial === serial)
    if (seen === undefined) throw new Error(`${serial} is not seen`)
    return seen
  }

  async function check(machine: Machine, dongle: Dongle, line: string): Promise<Eligibility> {
    const asked = { dongle: (await seenAt(machine, dongle)).dongle, line, targetUser: await userOf(machine) }
    return (await machine.call('POST', '/v1/eligibility', asked)).body
  }

  /** The button below the plan that the page shows. @returns the transfer, or the code of the refusal */
  async function confirm(machine: Machine, dongle: Dongle, line: string): Promise<TransferId> {
    const id = makeId('transfer', world.cloud.deps.now(), random)
    const { preview, problem } = await check(machine, dongle, line)
    if (preview === null) throw new Error(JSON.stringify(problem))
    const body = {
      dongle: (await seenAt(machine, dongle)).dongle,
      line,
      targetUser: (await userOf(machine)) ?? '',
      planHash: preview.planHash,
      pin: null,
    }
    const started = await machine.call('PUT', `/v1/transfers/${id}`, body)
    if (started.status === 200) return id
    say(`- confirmed → **${started.body.code}**: ${started.body.title} ${started.body.next}`)
    throw new Refused(started.body.code)
  }

  const read = async (machine: Machine, id: TransferId): Promise<LocalTransfer> =>
    (await machine.call('GET', `/v1/transfers/${id}`)).body

  /** What its page says at this moment. */
  async function sayStanding(machine: Machine, id: TransferId, when: string): Promise<void> {
    const { say: words, usable, next } = standingOf(await read(machine, id))
    say(`- ${when}: ${[words, usable, next].filter((said) => said !== '').join(' ')}`)
  }

  async function untilStanding(
    machine: Machine,
    id: TransferId,
    wished: (transfer: LocalTransfer) => boolean,
  ): Promise<LocalTransfer> {
    return until(`${id} on ${machine.name}`, async () => {
      const transfer = await read(machine, id)
      return wished(transfer) ? transfer : undefined
    })
  }

  /** To its end. @returns the result */
  async function finish(machine: Machine, id: TransferId): Promise<string> {
    const { result } = await untilStanding(machine, id, ({ state }) => state === 'finished')
    const { title, next } = resultWords[result ?? 'failed']
    say(`- → **${result}**: ${title}. ${next}`)
    return result ?? 'failed'
  }

  /** What stands above the final button, where this dongle and line are concerned. */
  function sayDisclaimers({ policy }: Pick<Eligibility, 'policy'>): void {
    if (policy === null) throw new Error('the line has no policy')
    for (const said of disclaimersOf(policy, 'A'))
      say(`- said before: ${disclaimerWords[said].replace(/{{(\w+)}}/, number)}`)
    function number(_: string, name: string): string {
      return String(policy?.[name as 'graceDays' | 'usualMinutes'])
    }
  }

  async function close(): Promise<void> {
    for (const machine of [here, ...strangers]) await machine.close()
    shelf.close()
    await world.cloud.stop()
  }

  return {
    world,
    written,
    say,
    machineWith,
    plugIn,
    strangerWith,
    sell,
    seenAt,
    check,
    confirm,
    read,
    sayStanding,
    untilStanding,
    finish,
    sayDisclaimers,
    close,
  }
}

/** A "no" to the final button. */
export class Refused extends Error {
  readonly code: string

  constructor(code: string) {
    super(`refused: ${code}`)
    this.code = code
  }
}

async function userOf(machine: Machine): Promise<string | null> {
  const { signIn } = (await machine.call('GET', '/v1/status')).body
  return signIn.state === 'signed-in' ? signIn.user.email : null
}
