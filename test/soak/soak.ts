import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { seeded } from '../../packages/license-server/src/dongle/contract/hands.ts'
import { signIn, useLink } from '../../scripts/main-job/person.ts'
import { Checker } from './checker.ts'
import type { Toll } from './faults.ts'
import { Floor } from './floor.ts'
import { journaled } from './journals.ts'
import { openPlace, type Place } from './place.ts'
import { openVendor, type Vendor } from './vendor.ts'

export interface SoakSettings {
  /** How long there are faults; what is under way then has to come to its end. */
  readonly minutes: number
  readonly seed: number
  /** In a mount namespace of its own: then disks can be full. */
  readonly smallDisks: boolean
  readonly say: (line: string) => void
  /** Asked to end early; what is under way still comes to its end. */
  readonly isStopped: () => boolean
}

export interface SoakFigures extends Toll {
  readonly transfers: number
  /** Among them: those that waited for the permit of more than one machine. */
  readonly drains: number
  readonly violations: readonly string[]
}

/** Runs the real parts under faults, lets everything come to its end without them, and tells what did not hold. */
export async function runSoak({ minutes, seed, smallDisks, say, isStopped }: SoakSettings): Promise<SoakFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-soak-'))
  const undo: (() => Promise<unknown> | unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  try {
    const [ours, theirs] = [makeOwner('anna@lindenhof.example'), makeOwner('sam@harbor.example')]
    const readable = { ...ours, readOnly: true }
    const place = await openPlace(folder, [ours, ours, readable, readable, theirs], smallDisks)
    undo.push(() => place.close())
    const people = (name: string, email: string) => [{ name, email, role: 'company-owner' as const }]
    const vendor = await openVendor(path.join(folder, 'vendor'), place.cloud, [
      { id: ours.company, name: 'Lindenhof Dental', people: people('Anna Weber', ours.targetUser) },
      { id: theirs.company, name: 'Harbor Dental Lab', people: people('Sam Price', theirs.targetUser) },
    ])
    undo.push(() => vendor.stop())
    const checker = new Checker(place, say)
    const floor = new Floor({ place, vendor, checker, random: seeded(seed), say })
    await floor.stockUp()
    await signEverybodyIn(place, vendor)
    const endsAt = Date.now() + minutes * 60_000
    await floor.endure(() => Date.now() >= endsAt || isStopped())
    await floor.converge()
    await checkAtRest(place, floor, checker)
    return { ...floor.toll, transfers: checker.transfers, drains: checker.drains, violations: checker.violations }
  } catch (error) {
    say(`the soak itself failed: ${error instanceof Error ? error.stack : error}`) // what follows may fail because of it
    throw error
  } finally {
    for (const step of undo.toReversed()) await step()
  }
}

export const makeOwner = (targetUser: string) => ({
  company: makeId('company', new Date(), random),
  targetUser,
  readOnly: false,
})

export async function signEverybodyIn({ machines, cloud }: Place, { links }: Vendor): Promise<void> {
  for (const [targetUser, link] of links) {
    const session = await useLink(cloud.address, link)
    for (const { server, company } of machines.filter((machine) => machine.targetUser === targetUser))
      await signIn({ cloud, licenseServer: server }, session, company)
  }
}

async function checkAtRest({ machines, cloud }: Place, floor: Floor, checker: Checker): Promise<void> {
  for (const { name, ends } of [cloud, ...machines.map(({ server }) => server)])
    for (const end of ends) checker.wrong(`${name} ended by itself: ${end}`)
  await Promise.all(machines.map(({ server }) => server.stop()))
  const found = machines.map(journaled)
  for (const { unfinished } of found) for (const each of unfinished) checker.wrong(`${each} is left in a journal`)
  await checker.lookAtRest(
    floor.dongles,
    found.flatMap(({ acknowledged }) => acknowledged),
  )
}
