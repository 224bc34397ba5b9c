import { ApiError } from '@undongle/core/api/error'
import { type LocalAnswer, localApi } from '@undongle/core/api/local'
import { consumptionSchema } from '@undongle/core/api/meter'
import { writeDocument } from '@undongle/core/document/jws'
import type { Lease } from '@undongle/core/document/lease'
import { thumbprint } from '@undongle/core/key'
import { type MeterEntry, meterEntrySchema } from '@undongle/core/meter/entry'
import { makeEd25519Key, publicKeyOf, signWith } from '@undongle/core/node/crypto'
import { addDays, dayMs, hourMs, toSeconds } from '@undongle/core/time'
import type { OpenOptions } from '../../packages/sdk/src/license.ts'
import { verifyByNode } from '../../packages/sdk/src/node/verify.ts'
import { openOn } from '../../packages/sdk/src/open.ts'
import { memoryStore } from '../../packages/sdk/src/store.ts'
import { serveOperations } from './serve-operations.ts'
import { idMaker, issuer, makeVendor } from './vendor.ts'

export const start = new Date('2026-03-01T12:00:00.000Z')
export const vendor = makeVendor(start)
const machineKey = makeEd25519Key()
const machine = publicKeyOf(machineKey)
export const unplugged: typeof fetch = () => Promise.reject(new Error('no network'))

/** A License Server that signs real leases, and a machine whose clock the test moves. */
export function leaseWorld(change: (lease: Lease) => Lease = (lease) => lease) {
  const makeId = idMaker(start)
  const state = {
    at: start,
    bootMs: 1000,
    seq: 0,
    change,
    keys: {
      cloud: vendor.keyFile(),
      licenseServer: { kid: thumbprint(machine), key: machine },
    } as LocalAnswer<'keys.read'>,
    offline: false,
    refuse: undefined as ApiError | undefined,
    sign: (lease: Lease) => (lease.source === 'cloud' ? vendor.sign('lease', lease) : signByMachine(lease)),
    /** Each checkout: under which id, and whether it waits. */
    asked: [] as { readonly lease: string; readonly waits: boolean }[],
    released: [] as string[],
    /** What is left of a product's points, each that was taken, and whether the answers to it are lost. */
    points: 100,
    taken: new Map<string, MeterEntry>(),
    answersAreLost: false,
    server: unplugged,
  }
  state.server = serveOperations(localApi, {
    'keys.read': () => state.keys,
    'lease.put': ({ parameters, body }) => {
      const { waits = false } = localApi['lease.put'].body.parse(body)
      state.asked.push({ lease: parameters.lease ?? '', waits })
      if (state.refuse) throw state.refuse
      const lease = state.change(plainLease(state.at, ++state.seq, makeId))
      return {
        lease: state.sign(lease),
        source: lease.source,
        expiresAt: new Date(lease.exp * 1000).toISOString(),
        renewAfter: new Date(state.at.getTime() + hourMs).toISOString(),
        offline: state.offline,
      }
    },
    'meter.consume': ({ parameters, body }) => {
      if (state.refuse) throw state.refuse
      const entry = takePoints(state, parameters.entry ?? '', consumptionSchema.parse(body).points)
      if (state.answersAreLost) throw new ApiError('points-unsettled')
      return { entry }
    },
    'lease.release': ({ parameters }) => {
      state.released.push(parameters.lease ?? '')
      return { released: true }
    },
  })
  const store = memoryStore()
  const application = (more: Partial<OpenOptions> = {}, verify = verifyByNode) =>
    openOn(
      { verify, boot: () => ({ bootId: 'boot', bootMs: state.bootMs }) },
      {
        product: 'clinic-scan',
        version: '3.0',
        store,
        now: () => state.at,
        fetch: state.server,
        ...more,
      },
    )
  const pass = (days: number) => {
    state.at = addDays(state.at, days)
    state.bootMs += days * dayMs
  }
  return { state, store, application, pass }
}

function takePoints(
  state: { points: number; readonly taken: Map<string, MeterEntry>; readonly at: Date },
  asked: string,
  points: number,
): MeterEntry {
  const before = state.taken.get(asked)
  if (before !== undefined && before.points !== -points) throw new ApiError('meter-entry-reused')
  if (before !== undefined) return before
  if (points > state.points) throw new ApiError('points-used-up')
  state.points -= points
  const entry = meterEntrySchema.parse({
    id: asked,
    license: idMaker(start)('license'),
    number: state.taken.size + 1,
    kind: 'consumption',
    points: -points,
    balance: state.points,
    at: state.at.toISOString(),
    by: '',
    reason: '',
  })
  state.taken.set(asked, entry)
  return entry
}

export function signByMachine(lease: Lease): string {
  return writeDocument('lease', thumbprint(machine), lease, signWith(machineKey))
}

function plainLease(at: Date, seq: number, makeId: ReturnType<typeof idMaker>): Lease {
  const iat = toSeconds(at)
  return {
    iss: issuer,
    aud: 'undongle-application',
    jti: makeId('lease'),
    iat,
    nbf: iat,
    exp: iat + 10 * 86_400,
    source: 'cloud',
    company: { id: makeId('company'), name: 'Smile Dental' },
    machine: makeId('licenseServer'),
    cnf: { jkt: thumbprint(machine) },
    seq,
    prev: null,
    statusVersion: 1,
    licenses: [
      {
        license: makeId('license'),
        line: 'clinic',
        product: 'clinic-scan',
        name: 'Scan',
        generation: '3.0',
        seats: 1,
        term: { kind: 'perpetual' },
        metered: false,
        onlineOnly: false,
      },
    ],
  }
}
