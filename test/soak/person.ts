import { randomBytes } from 'node:crypto'
import { localApi } from '@undongle/core/api/local'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { makeId, type TransferId } from '@undongle/core/id'
import { asLocalUser, call } from '../../scripts/call.ts'
import type { Dongle, Errand } from './dongle.ts'
import type { Machine } from './place.ts'

/** What a person was told at the end of a transfer: from then on it must stay true. */
export interface Told {
  readonly transfer: TransferId
  readonly dongle: Dongle
  readonly result: string
  readonly document: string | null
}

export interface Hearing {
  told(ending: Told): void
  /** Something that no fault may bring about. */
  wrong(what: string): void
  readonly random: () => number
  /** Where permits may be held that a transfer waits for. */
  readonly machines: readonly Machine[]
}

/** Now and then somebody presses "try again" without need. */
const impatience = 0.15

/** Does for one plugged dongle what a person at its machine would do next. @throws whenever the machine or the cloud is down */
export async function attend(machine: Machine, dongle: Dongle, hearing: Hearing): Promise<void> {
  const errand = errandFor(machine, dongle)
  if (errand === undefined) return
  if (errand.taken) await follow(errand, dongle, hearing)
  else await confirm(errand, dongle)
}

/** What is open on this machine comes first; then the dongle's next line. */
function errandFor(machine: Machine, dongle: Dongle): Errand | undefined {
  const open = dongle.open.find((errand) => errand.machine === machine)
  const [line] = dongle.lines
  if (open !== undefined || line === undefined) return open
  const id = makeId('transfer', new Date(), (sizeBytes) => randomBytes(sizeBytes))
  const errand = { id, line, machine, taken: false }
  dongle.open.push(errand)
  return errand
}

async function confirm(errand: Errand, dongle: Dongle): Promise<void> {
  const { address, dataDir } = errand.machine.server
  const headers = asLocalUser(dataDir)
  const { dongles } = await call(address, localApi['dongle.list'])
  const seen = dongles.find(({ serial }) => serial === dongle.serial)
  if (seen === undefined) return
  const { targetUser } = errand.machine
  const asked = { dongle: seen.dongle, line: errand.line, targetUser }
  const { preview } = await call(address, localApi['eligibility.check'], { headers, body: asked })
  if (preview === null) return
  const body = { ...asked, planHash: preview.planHash, pin: dongle.pin, confirmLastTry: false }
  await call(address, localApi['transfer.put'], { headers, parameters: { transfer: errand.id }, body })
  errand.taken = true
}

async function follow(errand: Errand, dongle: Dongle, { told, wrong, random, machines }: Hearing): Promise<void> {
  const { address, dataDir } = errand.machine.server
  const parameters = { transfer: errand.id }
  const seen = await call(address, localApi['transfer.read'], { parameters }).catch((error: unknown) => {
    if (String(error).includes('transfer-unknown')) wrong(`${errand.id} was taken and is not in the journal`)
    throw error
  })
  if (seen.state === 'finished') {
    close(errand, dongle)
    told({ transfer: errand.id, dongle, result: seen.result ?? 'none', document: seen.document })
    return
  }
  if (seen.waitingFor === 'sign-in') wrong(`${errand.id}: the machine is signed out (${seen.problem?.code})`)
  if (seen.drain !== null && random() < impatience) await giveBack(seen.dongle.key, seen.drain.holders, machines)
  const pin = seen.waitingFor === 'pin' ? dongle.pin : null
  const confirm = seen.waitingFor === 'confirmation'
  if (seen.state === 'waiting' && (pin !== null || confirm || random() < impatience)) {
    const body = { pin, confirmLastTry: false, confirm }
    await call(address, localApi['transfer.resume'], { headers: asLocalUser(dataDir), parameters, body })
  }
}

/** Goes to each machine that the page names, and gives the permit back there; otherwise that machine does so by itself, once it hears. */
async function giveBack(
  dongle: string,
  holders: NonNullable<LocalTransfer['drain']>['holders'],
  machines: readonly Machine[],
): Promise<void> {
  for (const { server } of machines.filter(({ readOnly }) => readOnly)) {
    const { signIn } = await call(server.address, localApi['status.read'])
    const isHolder =
      signIn.state === 'signed-in' && holders.some(({ licenseServer }) => licenseServer === signIn.licenseServer)
    if (!isHolder) continue
    const headers = asLocalUser(server.dataDir)
    await call(server.address, localApi['permit.give-back'], { headers, parameters: { dongle }, body: {} })
  }
}

/** A line that one machine has finished is finished; what other machines hold of it is still followed to its end there. */
function close(errand: Errand, dongle: Dongle): void {
  dongle.open.splice(dongle.open.indexOf(errand), 1)
  if (errand.machine.company === dongle.company) dongle.lines = dongle.lines.filter((line) => line !== errand.line)
}
