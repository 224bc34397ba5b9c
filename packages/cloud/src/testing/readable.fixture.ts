import type { MoveReply, PermitReply } from '@undongle/core/api/permit'
import type { Permit } from '@undongle/core/document/permit'
import { attestationBody } from '@undongle/core/dongle/attestation'
import { type ReadableEvidence, readingHashOf } from '@undongle/core/dongle/evidence'
import { dongleNameOf } from '@undongle/core/dongle/name'
import { base64url, utf8 } from '@undongle/core/encoding'
import type { CompanyId, LicenseServerId, TransferId } from '@undongle/core/id'
import type { PublicKey } from '@undongle/core/key'
import type { License } from '@undongle/core/license'
import { makeEd25519Key, makeP256Key, publicKeyOf, signWith } from '@undongle/core/node/crypto'
import { minuteMs } from '@undongle/core/time'
import { type Answer, answerOf, approvalToken, machine, publicUrl, signedIn } from '../auth/auth.fixture.ts'
import { claimsOf, contractFile, newTransfer, signList, type WholeCloud } from './cloud.fixture.ts'
import type { World } from './world.fixture.ts'

/** A dongle that can only be read: with a key and the vendor's list, or nothing but a serial. */
export interface ReadableDongle {
  readonly serial: string
  readonly key: PublicKey | null
  readonly name: string
  evidence(changes?: Partial<ReadableEvidence>): ReadableEvidence
  attest(transfer: TransferId | null, nonce: string): { body: string; signature: string }
}

export function keyedDongle(cloud: WholeCloud, serial: string, licenses: readonly License[]): ReadableDongle {
  const privateKey = makeP256Key()
  const key = publicKeyOf(privateKey)
  return readable({ serial, key, list: signList(cloud, { key, serial, licenses }) }, signWith(privateKey))
}

export const bareDongle = (serial: string): ReadableDongle =>
  readable({ serial, key: null, list: null }, () => new Uint8Array(64))

function readable(
  read: Pick<ReadableEvidence, 'serial' | 'key' | 'list'>,
  sign: (message: Uint8Array) => Uint8Array,
): ReadableDongle {
  const { serial, key } = read
  return {
    serial,
    key,
    name: dongleNameOf(read),
    evidence: (changes = {}) => ({
      ...read,
      driver: { name: 'virtual', version: '6.00' },
      grade: { class: 'B', crashSafe: false, tamperProof: false },
      ...changes,
    }),
    attest(transfer, nonce) {
      if (key === null) throw new Error('a dongle without a key signs nothing')
      const body = attestationBody(key, readingHashOf(read), transfer, nonce)
      return { body, signature: base64url(sign(utf8(body))) }
    },
  }
}

/** Imports a contract for these licenses, which assigns the serial to the company; `assigned: false` takes that back. */
export async function sellReadable(
  { operator, cloud }: World,
  company: CompanyId,
  serial: string,
  licenses: readonly License[],
  { assigned = true }: { assigned?: boolean } = {},
): Promise<void> {
  const file = contractFile(
    company,
    licenses.map((license) => ({ license, dongle: serial })),
    { number: `C-${serial}` },
  )
  const imported = await operator.import(file)
  if (imported.status !== 200) throw new Error(JSON.stringify(imported.body))
  if (!assigned)
    await cloud.database.query('update dongle_assignment set company_id = null where serial = $1', [serial])
}

/** A License Server that keeps signed in, however far the clock is moved. */
export interface Station {
  readonly company: CompanyId
  readonly licenseServer: LicenseServerId
  call(method: string, path: string, body?: unknown): Promise<Answer>
  permit(dongle: ReadableDongle, have?: number, epoch?: number): Promise<Answer & { body: PermitReply }>
  /** A permit that must be given. */
  permitted(dongle: ReadableDongle, have?: number, epoch?: number): Promise<Permit>
  move(dongle: ReadableDongle, line: string, more?: Moving): Promise<Answer & { body: MoveReply }>
  giveBack(dongle: ReadableDongle, number: number, more?: GivingBack): Promise<Answer & { body: MoveReply }>
  cancel(transfer: TransferId): Promise<Answer>
}

interface Moving {
  readonly transfer?: TransferId
  readonly epoch?: number
  readonly leases?: readonly { lease: string; product: string; version: string }[]
  readonly sign?: boolean
  readonly nonce?: string
  readonly planHash?: string
}

interface GivingBack {
  readonly transfer?: TransferId
  readonly epoch?: number
  readonly leases?: Moving['leases']
}

export async function stationOf(cloud: WholeCloud, company: CompanyId): Promise<Station> {
  const { email, page } = await signedIn(cloud, [[company, 'company-user']])
  const own = machine(cloud, makeEd25519Key())
  const registered = await own.register(await approvalToken(cloud, page, company))
  const { licenseServer } = registered.body
  let { accessToken, refreshToken } = registered.body
  let signedInAt = cloud.auth.now().getTime()
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    if (cloud.auth.now().getTime() - signedInAt > 5 * minuteMs) {
      const refreshed = await own.refresh(licenseServer, refreshToken)
      accessToken = refreshed.body.accessToken
      refreshToken = refreshed.body.refreshToken
      signedInAt = cloud.auth.now().getTime()
    }
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    return answerOf(await cloud.app.request(`${publicUrl}${path}`, { method, headers, ...sent }))
  }
  const permit = (dongle: ReadableDongle, have = 0, epoch = 0) =>
    call('PUT', `/v1/permits/${encodeURIComponent(dongle.name)}`, {
      evidence: dongle.evidence(),
      proof: null,
      have,
      epoch,
    })
  return {
    company,
    licenseServer,
    call,
    permit,
    async permitted(dongle, have, epoch) {
      const { status, body } = await permit(dongle, have, epoch)
      if (status !== 200) throw new Error(`a permit was expected: ${JSON.stringify(body)}`)
      return claimsOf<Permit>(body.permit)
    },
    async move(dongle, line, more = {}) {
      const transfer = more.transfer ?? newTransfer()
      const preview = await call('POST', '/v1/previews', { line, evidence: dongle.evidence() })
      const signs = (more.sign ?? true) && dongle.key !== null
      return call('PUT', `/v1/transfers/${transfer}/move`, {
        line,
        planHash: more.planHash ?? preview.body.planHash,
        targetUser: email,
        evidence: dongle.evidence(),
        proof: signs ? dongle.attest(transfer, more.nonce ?? preview.body.nonce) : null,
        epoch: more.epoch ?? 0,
        leases: more.leases ?? [],
      })
    },
    giveBack: (dongle, number, more = {}) =>
      call('POST', `/v1/permits/${encodeURIComponent(dongle.name)}/give-back`, {
        number,
        transfer: more.transfer ?? null,
        epoch: more.epoch ?? 0,
        leases: more.leases ?? [],
      }),
    cancel: (transfer) => call('POST', `/v1/transfers/${transfer}/cancel`, {}),
  }
}
