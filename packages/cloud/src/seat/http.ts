import { ApiError } from '@undongle/core/api/error'
import type { Seat } from '@undongle/core/api/seat'
import type { CompanyId } from '@undongle/core/id'
import type { BoundSeat } from '@undongle/core/seat/binding'
import { type Deps, inCompany } from '../deps.ts'
import { chosenCompany, type Permission } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { assignSeat, unassignSeat } from './assign.ts'
import { readBoundSeats } from './bound-store.ts'
import { freeSeat } from './free.ts'
import { listBoundLicenses } from './license-store.ts'
import { listRefusals, listSeats, listWaiting, type SeatRow } from './list.ts'

type SeatEndpoints = Pick<
  Endpoints,
  'seat.list' | 'seat.free' | 'seat.assign' | 'seat.unassign' | 'assigned-seat.list' | 'seat-refusal.list'
>

export function seatEndpoints(deps: Deps): SeatEndpoints {
  return {
    ...assignEndpoints(deps),
    'seat.list': async ({ permission, query }) => {
      const company = chosenCompany(permission)
      const { product, limit, after } = query
      const asked = { product, limit, after, now: deps.now() }
      const [rows, waiting] = await inCompany(deps, company, (tx) =>
        Promise.all([listSeats(tx, company, asked), listWaiting(tx, company, asked)]),
      )
      return {
        seats: await shown(deps, company, rows),
        waiting: waiting.map(({ lease, product, machine, name, since, position }) => ({
          lease,
          product,
          machine: { id: machine, name },
          since: since.toISOString(),
          position,
        })),
        next: nextOf(rows, limit),
      }
    },
    'seat.free': ({ permission, parameters, body }) =>
      freeSeat(deps, chosenCompany(permission), {
        seat: parameters.lease,
        at: new Date(body.at),
        by: personOf(permission),
        words: body.words,
      }),
    'seat-refusal.list': async ({ permission, query }) => {
      const company = chosenCompany(permission)
      const rows = await inCompany(deps, company, (tx) =>
        listRefusals(tx, company, { limit: query.limit, after: query.after }),
      )
      const refusals = rows.map(({ lease, product, machine, name, code, firstAt, lastAt, times }) => ({
        lease,
        product,
        machine: { id: machine, name },
        code,
        firstAt: firstAt.toISOString(),
        lastAt: lastAt.toISOString(),
        times,
      }))
      return { refusals, next: nextOf(rows, query.limit) }
    },
  }
}

const assignEndpoints = (deps: Deps): Pick<SeatEndpoints, 'seat.assign' | 'seat.unassign' | 'assigned-seat.list'> => ({
  'seat.assign': async ({ permission, parameters }) => {
    const asked = { ...parameters, by: personOf(permission) }
    return shownOwn(await assignSeat(deps, chosenCompany(permission), asked))
  },
  'seat.unassign': async ({ permission, parameters }) => {
    personOf(permission)
    return shownOwn(await unassignSeat(deps, chosenCompany(permission), parameters))
  },
  'assigned-seat.list': ({ permission, query }) => {
    const company = chosenCompany(permission)
    return inCompany(deps, company, async (tx) => {
      const licenses = new Map((await listBoundLicenses(tx, company, query.license)).map((each) => [each.id, each]))
      const page = { after: placeIn(query.after), limit: query.limit }
      const seats = await readBoundSeats(tx, company, { licenses: [...licenses.keys()], now: deps.now(), page })
      const last = seats.at(-1)
      return {
        next: last === undefined || seats.length < query.limit ? null : `${last.license} ${last.holder}`,
        seats: seats.flatMap((seat) => {
          const license = licenses.get(seat.license)
          return license === undefined ? [] : [shownOwn({ license, metered: license.metered, seat })]
        }),
      }
    })
  },
})

interface ShownOwn {
  readonly license: { readonly product: string; readonly quantity: number }
  readonly metered: boolean
  readonly seat: BoundSeat
}

const shownOwn = ({ license, metered, seat }: ShownOwn) => ({
  license: seat.license,
  product: license.product,
  seats: metered ? null : license.quantity,
  holder: seat.holder,
  since: seat.since?.toISOString() ?? null,
  by: seat.by,
  freeAt: seat.freeAt?.toISOString() ?? null,
  inUse: seat.lease === null ? null : { lease: seat.lease.id, until: seat.lease.until.toISOString() },
})

/** Who takes a seat from somebody has a name. @throws ApiError `person-needed` */
function personOf({ principal }: Permission) {
  if (principal?.kind !== 'person') throw new ApiError('person-needed')
  return principal.user
}

async function shown({ people }: Deps, company: CompanyId, rows: readonly SeatRow[]): Promise<Seat[]> {
  const users = [...new Set(rows.flatMap(({ user }) => user ?? []))]
  const members = await people.membersOf(company, { users, usernames: [] })
  const names = new Map(members.map(({ user, name }) => [user, name]))
  return rows.map(({ lease, product, license, machine, name, user, since, until, freeAt, freedBy, freedWords }) => ({
    lease,
    product,
    license,
    machine: { id: machine, name },
    user: user === null ? null : { id: user, name: names.get(user) ?? null },
    since: since.toISOString(),
    until: until.toISOString(),
    freed: freeAt === null ? null : { at: freeAt.toISOString(), by: freedBy ?? '', words: freedWords ?? '' },
  }))
}

const nextOf = (rows: readonly { lease: string }[], limit: number): string | null =>
  rows.length < limit ? null : (rows.at(-1)?.lease ?? null)

/** Where a page of assigned seats goes on: behind a license and a holder, neither of which has a space in it. */
function placeIn(after: string | undefined): { license: string; holder: string } | undefined {
  const [license, holder] = after?.split(' ') ?? []
  return license === undefined || holder === undefined ? undefined : { license, holder }
}
