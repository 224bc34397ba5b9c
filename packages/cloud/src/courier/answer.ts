import { ApiError } from '@undongle/core/api/error'
import { assert } from '@undongle/core/assert'
import { answerType, type CourierAnswer } from '@undongle/core/courier/answer'
import type { CourierRequest } from '@undongle/core/courier/request'
import { openKeySet } from '@undongle/core/document/key-set'
import type { CompanyId, LicenseServerId, UserId } from '@undongle/core/id'
import { thumbprint } from '@undongle/core/key'
import { verifySignature } from '@undongle/core/node/crypto'
import { seal } from '@undongle/core/node/seal'
import { toSeconds } from '@undongle/core/time'
import type { CarriedMachines } from '../auth/license-server/carried.ts'
import { type Deps, inCompany } from '../deps.ts'
import type { OpenedRequest } from './open.ts'
import { type AskSelf, replyToAll } from './reply.ts'
import { type GivenAnswer, lockGivenAnswer, writeGivenAnswer } from './store.ts'

export interface CourierDeps extends Pick<Deps, 'db' | 'keys' | 'now' | 'random'> {
  readonly machines: CarriedMachines
  readonly url: string
}

/** Answers what a registered machine asks. @throws ApiError `courier-needs-person`, `courier-superseded`, `machine-unknown`, `machine-revoked` */
export async function answerMessages(deps: CourierDeps, ask: AskSelf, opened: OpenedRequest): Promise<GivenAnswer> {
  const { request } = opened
  const { account } = request
  if (account === null) throw new ApiError('courier-needs-person')
  const { registeredBy: user } = await deps.machines.find({ ...request, account })
  const { company, licenseServer } = account
  const given = await findGiven(deps, { company, licenseServer }, opened)
  if (given !== undefined) return given
  const replies = await reply(deps, ask, request, { company, licenseServer, user })
  return give(deps, { company, licenseServer }, opened, { signIn: null, replies })
}

/** Signs a machine in for the company that a person chose, and tells it what a new License Server asks first. */
export async function answerSignIn(
  deps: CourierDeps,
  ask: AskSelf,
  opened: OpenedRequest,
  by: {
    company: CompanyId
    user: UserId
    readMe: (accessToken: string) => Promise<Pick<SignedIn, 'user' | 'company'>>
  },
): Promise<GivenAnswer & { licenseServer: LicenseServerId }> {
  const { request, hash } = opened
  const { company, user } = by
  const known = await deps.machines.idOf(request.machine, company)
  const given = known && (await findGiven(deps, { company, licenseServer: known }, opened))
  if (known !== undefined && given !== undefined) return { ...given, licenseServer: known }
  const { licenseServer, refreshToken } = await deps.machines.register(request, hash, by)
  const place = { company, licenseServer }
  const jkt = thumbprint(request.machine)
  const me = await by.readMe(await deps.machines.accessToken({ company, id: licenseServer, user, jkt }))
  const replies = await reply(deps, ask, request, { company, licenseServer, user })
  const signIn = { licenseServer, ...me, refreshToken }
  return { ...(await give(deps, place, opened, { signIn, replies })), licenseServer }
}

type SignedIn = NonNullable<CourierAnswer['signIn']>

interface Place {
  readonly company: CompanyId
  readonly licenseServer: LicenseServerId
}

async function findGiven(deps: CourierDeps, place: Place, opened: OpenedRequest): Promise<GivenAnswer | undefined> {
  const given = await inCompany(deps, place.company, (tx) => lockGivenAnswer(tx, place.company, place.licenseServer))
  return sameOrNewer(given, opened)
}

/** @returns what the very same file was answered with. @throws ApiError `courier-superseded` for one that is not newer */
function sameOrNewer(given: GivenAnswer | undefined, { request, hash }: OpenedRequest): GivenAnswer | undefined {
  if (given === undefined || given.requestHash === hash) return given
  if (given.number >= request.number) throw new ApiError('courier-superseded')
  return undefined
}

async function reply(deps: CourierDeps, ask: AskSelf, request: CourierRequest, machine: Place & { user: UserId }) {
  const { company, licenseServer, user } = machine
  const jkt = thumbprint(request.machine)
  const accessToken = await deps.machines.accessToken({ company, id: licenseServer, user, jkt })
  return replyToAll({ deps, ask, url: deps.url, accessToken, licenseServer }, request.messages)
}

/** Kept before it is handed out: the messages may be carried out again, and each gives the same then, but the bytes stay the first ones [I4]. */
function give(
  deps: CourierDeps,
  { company, licenseServer }: Place,
  opened: OpenedRequest,
  said: Pick<CourierAnswer, 'signIn' | 'replies'>,
): Promise<GivenAnswer> {
  const made: GivenAnswer = {
    number: opened.request.number,
    requestHash: opened.hash,
    answer: sealedAnswer(deps, opened, said),
    replies: said.replies.length,
    refused: said.replies.filter(({ status }) => status >= 400).length,
  }
  return inCompany(
    deps,
    company,
    async (tx) => {
      const given = sameOrNewer(await lockGivenAnswer(tx, company, licenseServer), opened)
      if (given !== undefined) return given
      await writeGivenAnswer(tx, company, licenseServer, made, deps.now())
      return made
    },
    ['courier_answer_pkey'],
  )
}

function sealedAnswer(
  { keys, now }: CourierDeps,
  { request, hash }: OpenedRequest,
  said: Pick<CourierAnswer, 'signIn' | 'replies'>,
): string {
  const about = { to: thumbprint(request.machine), number: request.number, request: hash }
  const answer: CourierAnswer = { iss: keys.issuer, iat: toSeconds(now()), ...about, ...said }
  const signed = keys.sign('courier-answer', keys.kidOf('courier-answer'), answer)
  const known = openKeySet(keys.keyFile.keySet, keys.keyFile.root, verifySignature)
  assert(known.ok, 'the key set is the one that was opened at the start')
  const isKnown = request.keySet !== null && request.keySet >= known.claims.version
  return seal(JSON.stringify({ answer: signed, keys: isKnown ? null : keys.keyFile }), request.seal, {
    ...about,
    typ: answerType,
  })
}
