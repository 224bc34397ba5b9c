import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ApiError } from '@undongle/core/api/error'
import type { ApiErrorCode } from '@undongle/core/api/errors'
import type { PreviewReply } from '@undongle/core/api/transfer'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { presets } from '@undongle/core/policy/presets'
import { beforeEach, expect, test } from 'vitest'
import { openStore } from '../journal/open.ts'
import { applySchema } from '../journal/schema.ts'
import type { Store } from '../journal/store.ts'
import type { JournaledTransfer } from '../journal/transfer.ts'
import { findTransfer, intend, recordDrain } from '../journal/transfers.ts'
import { Epochs } from '../permit/epochs.ts'
import { PlanChanged } from './acts.ts'
import { nobodyCarried } from './carry.ts'
import { confirmedOf } from './detail.ts'
import { move } from './move.ts'

let store: Store
beforeEach(() => {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-move-'))
  store = openStore(path.join(folder, 'journal.db'))
  applySchema(store)
  return () => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

const now = new Date('2026-03-01T12:00:00.000Z')
const preview: PreviewReply = {
  plan: { line: 'clinic', policy: { name: 'clinic', version: 1 }, licenses: [] },
  planHash: 'what the cloud would do now',
  outcome: 'all-moved',
  policy: presets.clinic,
  facts: { assignment: 'same-company', dongleEnabled: true, waveOpensAt: null, reseller: null },
  nonce: '',
}

/** A transfer of class B as the journal holds it. */
function journaled(state: 'intended' | 'draining'): JournaledTransfer {
  const grade = { class: 'B', crashSafe: true, tamperProof: false }
  const evidence = { serial: 'D-1', key: null, list: null, driver: { name: 'file', version: '1' }, grade }
  const statement = { body: '{}', signature: 'A'.repeat(86) }
  const { id } = intend(
    store,
    {
      id: makeId('transfer', now, random),
      line: 'clinic',
      company: makeId('company', now, random),
      user: makeId('user', now, random),
      dongle: { key: 'serial:D-1', label: 'D-1' },
      plan: { plan: preview.plan, policy: preview.policy, targetUser: 'mia@example.com', evidence, statement },
      planHash: 'what the person confirmed',
    },
    now,
  )
  if (state === 'draining') recordDrain(store, id, { holders: [], notBefore: null }, now)
  return find(id)
}

function find(id: JournaledTransfer['id']): JournaledTransfer {
  return findTransfer(store, id) ?? expect.fail(`${id} is in the journal`)
}

const unasked = () => expect.fail('nobody asks this')

/** Sends the MOVE to a cloud that refuses it. @returns what it failed for */
async function moveRefused(transfer: JournaledTransfer, code: ApiErrorCode): Promise<unknown> {
  const cloud = {
    move: () => Promise.reject(new ApiError(code)),
    preview: async () => preview,
    keys: unasked,
    cancelDrain: unasked,
    putPermit: unasked,
    giveBack: unasked,
    listDrains: unasked,
    checkIn: unasked,
  }
  const epochs = new Epochs({ store, cloud })
  const machine = () => makeId('licenseServer', now, random)
  const deps = { store, cloud, epochs, machine, carry: () => nobodyCarried, now: () => now }
  return move(deps, transfer).catch((error: unknown) => error)
}

test.each<[string, JournaledTransfer['state'] & ('intended' | 'draining'), ApiErrorCode, JournaledTransfer['state']]>([
  ['a drain that a restored cloud forgot and whose plan changed is over', 'draining', 'plan-changed', 'cancelled'],
  ['a plan that changed before the drain is shown again', 'intended', 'plan-changed', 'intended'],
  ['another company’s drain is waited for', 'intended', 'busy', 'intended'],
  ['a drain waits for a cloud that is away', 'draining', 'cloud-unreachable', 'draining'],
  ['a drain waits for a restored cloud', 'draining', 'epoch-running', 'draining'],
])('[Q92] %s', async (_, state, code, after) => {
  const transfer = journaled(state)
  const failure = await moveRefused(transfer, code)
  expect(find(transfer.id).state).toBe(after)
  if (after === 'cancelled') expect(failure).toBeUndefined()
  else expect(failure).toMatchObject({ code })
})

test('[Q90] the plan that is shown again is the one the cloud would carry out now', async () => {
  const failure = await moveRefused(journaled('intended'), 'plan-changed')
  expect(failure).toBeInstanceOf(PlanChanged)
  expect(failure).toMatchObject({ preview: { planHash: preview.planHash } })
})

test.each([
  ['before the cloud saw it, and is left out', 'intended', false],
  ['while it drains, and is kept', 'draining', true],
] as const)('a statement grows old %s', async (_, state, isKept) => {
  const transfer = journaled(state)
  expect(await moveRefused(transfer, 'nonce-stale')).toMatchObject({ code: 'nonce-stale' })
  expect(confirmedOf(find(transfer.id)).statement !== null).toBe(isKept)
})
