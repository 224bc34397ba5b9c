import { createHmac } from 'node:crypto'
import { ApiError } from '@undongle/core/api/error'
import {
  licenseServerPaths,
  type RefreshReply,
  type RefreshRequest,
  type RegisterLicenseServerReply,
  type RegisterLicenseServerRequest,
} from '@undongle/core/api/license-server'
import { base64url, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { type CompanyId, idSchema, type LicenseServerId, makeId, type UserId } from '@undongle/core/id'
import { thumbprint } from '@undongle/core/key'
import { fromSeconds, toSeconds } from '@undongle/core/time'
import type { Tx } from '../../db/pool.ts'
import { inCompany } from '../../deps.ts'
import { readEpoch } from '../../epoch/store.ts'
import { tellOfCopy } from '../../machine/copied.ts'
import type { Auth } from '../auth.ts'
import { accessTokenSeconds } from '../better-auth.ts'
import type { Principal } from '../principal.ts'
import { checkProof, type ProvenCall } from './proof.ts'
import { decideRefresh } from './refresh.ts'
import {
  insertLicenseServer,
  type LicenseServerRow,
  lockLicenseServer,
  type Registration,
  renewLicenseServer,
  useApproval,
  useProof,
  writeRefresh,
} from './store.ts'

/** Registers a License Server for the company its person chose; the same key again is the same License Server, signed in anew. */
export async function performRegister(
  auth: Auth,
  { company, user, approval }: Extract<Principal, { kind: 'approval' }>,
  request: RegisterLicenseServerRequest,
): Promise<RegisterLicenseServerReply> {
  const { proof: statement, ...asked } = request
  const proof = checkProof(statement, asked.publicKey, postTo(auth, licenseServerPaths.register), auth.now())
  const refreshToken = `${company}.${base64url(auth.random(32))}`
  const id = await registerMachine(auth, { company, user, approval }, asked, { proof, refreshToken })
  const jkt = thumbprint(asked.publicKey)
  return { licenseServer: id, company, user, ...(await accessFor(auth, { company, id, user, jkt })), refreshToken }
}

interface Approved {
  readonly company: CompanyId
  readonly user: UserId
  readonly approval: SingleUse
}
interface SingleUse {
  readonly jti: string
  readonly expiresAt: Date
}

/** Writes a machine down whose key was proven, with what a person approved. @throws ApiError `machine-revoked`, `not-allowed`, `proof-refused` */
export async function registerMachine(
  auth: Auth,
  { company, user, approval }: Approved,
  machine: Pick<Registration, 'name' | 'version' | 'publicKey'>,
  { proof, refreshToken }: { proof: SingleUse; refreshToken: string },
): Promise<LicenseServerId> {
  const at = auth.now()
  const jkt = thumbprint(machine.publicKey)
  const write = async (tx: Tx): Promise<LicenseServerId> => {
    const known = await lockLicenseServer(tx, company, { jkt })
    if (known?.revoked) throw new ApiError('machine-revoked')
    if (known?.refresh.current === hashOf(refreshToken)) return known.id // this very registration, whose answer was lost
    if (!(await useApproval(tx, company, { ...approval, jkt }, at))) throw new ApiError('not-allowed')
    const id = known?.id ?? makeId('licenseServer', at, auth.random)
    const registration: Registration = { ...machine, id, jkt, user, refreshTokenHash: hashOf(refreshToken), at }
    await (known ? renewLicenseServer : insertLicenseServer)(tx, company, registration)
    if (!(await useProof(tx, company, id, proof, at))) throw new ApiError('proof-refused', { detail: 'used before' })
    return id
  }
  const id = await inCompany(auth, company, write, sameMachineAtOnce)
  await remember(auth, { company, id }, at)
  return id
}

const sameMachineAtOnce = ['license_server_company_id_key_thumbprint_key']

/** Answers a refresh token with the next one and a new access token. */
export async function performRefresh(auth: Auth, id: LicenseServerId, request: RefreshRequest): Promise<RefreshReply> {
  const at = auth.now()
  const company = companyOf(request.refreshToken)
  const call = postTo(auth, licenseServerPaths.tokens.replace('{licenseServer}', id))
  const next = nextToken(auth.secret, id, request)
  const row = await inCompany(auth, company, async (tx) => {
    const row = await lockLicenseServer(tx, company, { id })
    if (row === undefined) throw new ApiError('machine-unknown')
    const proof = checkProof(request.proof, row.publicKey, call, at)
    if (row.revoked) throw new ApiError('machine-revoked')
    if (!(await useProof(tx, company, id, proof, at))) throw new ApiError('proof-refused', { detail: 'used before' })
    await rotate(auth, tx, company, row, request, hashOf(next), at)
    return row
  })
  await remember(auth, { company, id }, at)
  const { registeredBy: user, publicKey } = row
  return { ...(await accessFor(auth, { company, id, user, jkt: thumbprint(publicKey) })), refreshToken: next }
}

async function rotate(
  auth: Auth,
  tx: Tx,
  company: CompanyId,
  { id, refresh, refreshedAt }: LicenseServerRow,
  request: RefreshRequest,
  next: string,
  at: Date,
): Promise<void> {
  const previous = hashOf(request.refreshToken)
  const { attempt } = request
  const decision = decideRefresh(refresh, { token: previous, attempt })
  // A token that this secret can't make again is made anew: the attempt is from before the secret changed.
  if (decision.outcome === 'repeat' && next === refresh.current) return
  const { previousUsed, isCopy } = decision.outcome === 'rotate' ? decision : { previousUsed: true, isCopy: false }
  await writeRefresh(tx, company, id, { current: next, previous, previousUsed, attempt }, at)
  if (isCopy && !(await wasRestored(tx, refreshedAt)))
    await tellOfCopy(auth, tx, company, { machine: id, how: 'refresh-reused' })
}

/** A database that was put back since has forgotten the machine's newest token. */
async function wasRestored(tx: Tx, since: Date): Promise<boolean> {
  const { startedAt } = await readEpoch(tx)
  return startedAt !== null && startedAt > since
}

/** Derived, not random, so that a repeated attempt gets the same token though only its hash is stored. */
function nextToken(secret: string, id: LicenseServerId, { refreshToken, attempt }: RefreshRequest): string {
  const mac = createHmac('sha256', secret).update(`undongle refresh token\n${id}\n${refreshToken}\n${attempt}`)
  return `${companyOf(refreshToken)}.${mac.digest('base64url')}`
}

/** Before a machine gets a token it is in the register, which a restored backup does not take along: it may get permits and leases now. */
function remember({ register }: Auth, { company, id }: { company: CompanyId; id: LicenseServerId }, at: Date) {
  return register.record({ fact: 'machine', licenseServer: id, company, at: toSeconds(at) })
}

export async function accessFor(
  auth: Auth,
  machine: { company: CompanyId; id: LicenseServerId; user: UserId; jkt: string },
) {
  const iat = toSeconds(auth.now())
  const exp = iat + accessTokenSeconds
  const accessToken = await auth.accessTokens.sign({
    sub: machine.user,
    iat,
    exp,
    jti: base64url(auth.random(18)),
    scope: 'license-server',
    company: machine.company,
    role: 'machine',
    license_server: machine.id,
    cnf: { jkt: machine.jkt },
  })
  return { accessToken, accessTokenExpiresAt: fromSeconds(exp).toISOString() }
}

/** A call of this cloud, by each address it is known under. */
const postTo = ({ publicUrl, origins }: Auth, path: string): ProvenCall => ({
  method: 'POST',
  urls: [publicUrl, ...origins].map((address) => `${address}${path}`),
})

const hashOf = (token: string): string => hashBytes(utf8(token))

/** A refresh token names its company, so that its row is found within that company alone. */
const companyOf = (token: string): CompanyId => idSchema('company').parse(token.split('.', 1)[0])
