import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { localApi } from '@undongle/core/api/local'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { makeId, type TransferId } from '@undongle/core/id'
import { asLocalUser, call } from '../call.ts'
import type { PlacedPart } from './place.ts'

export interface Confirmed {
  readonly dongle: string
  readonly line: string
  readonly targetUser: string
  readonly pin: string | null
}

/** Preview, confirm, and wait for the end. */
export async function transfer(at: PlacedPart, confirmed: Confirmed): Promise<LocalTransfer> {
  return waitForEnd(at, await startTransfer(at, confirmed))
}

/** Confirms the plan as it is now; from here on the License Server goes on by itself. */
export async function startTransfer(at: PlacedPart, { dongle, line, targetUser, pin }: Confirmed): Promise<TransferId> {
  const headers = asLocalUser(at.dataDir)
  const { preview, problem } = await call(at.address, localApi['eligibility.check'], {
    headers,
    body: { dongle, line, targetUser },
  })
  if (preview === null) throw new Error(`no preview: ${problem?.code} ${problem?.title}`)
  const id = makeId('transfer', new Date(), (sizeBytes) => randomBytes(sizeBytes))
  const body = { dongle, line, planHash: preview.planHash, targetUser, pin, confirmLastTry: false }
  await call(at.address, localApi['transfer.put'], { headers, parameters: { transfer: id }, body })
  return id
}

export async function waitForEnd(at: PlacedPart, id: TransferId): Promise<LocalTransfer> {
  for (let polls = 0; polls < 600; polls++) {
    const seen = await call(at.address, localApi['transfer.read'], { parameters: { transfer: id } })
    if (seen.state === 'finished') return seen
    if (seen.waitingFor === 'support') throw new Error(`the transfer waits for support: ${seen.problem?.code}`)
    await sleep(50)
  }
  throw new Error(`transfer ${id} did not end`)
}

/** The dongle with this serial, once the License Server sees it. */
export async function waitForDongle(at: PlacedPart, serial?: string): Promise<{ dongle: string; serial: string }> {
  for (let polls = 0; polls < 200; polls++) {
    const { dongles } = await call(at.address, localApi['dongle.list'])
    const seen = dongles.find((candidate) => serial === undefined || candidate.serial === serial)
    if (seen !== undefined) return seen
    await sleep(50)
  }
  throw new Error(`the License Server does not see ${serial ?? 'a dongle'}`)
}
