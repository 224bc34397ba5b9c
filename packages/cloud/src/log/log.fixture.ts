import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OrderCertificate } from '@undongle/core/document/certificate'
import { type CertificateId, makeId } from '@undongle/core/id'
import { checkInclusion } from '@undongle/core/log/inclusion'
import { nodesOf, rootOf } from '@undongle/core/log/merkle'
import { consistencyRanges, nodesOfProof, proofOf, verifyConsistency } from '@undongle/core/log/proof'
import { random, verifySignature } from '@undongle/core/node/crypto'
import { openRegister } from '../register/file.ts'
import { openSigningKeys, type SigningKeys } from '../signing/signing-keys.ts'
import type { Unsigned } from '../transfer/transfer.ts'
import { type LogFiles, openLogFiles } from './files.ts'
import { type CertificateLog, type LogParts, openLog } from './log.ts'
import { memoryLogQueue } from './memory-queue.fixture.ts'
import { type PublishedCheckpoint, readCheckpoint } from './publish.ts'
import { nodesIn } from './tree.ts'

const now = new Date('2026-03-01T12:00:00.000Z')
const company = makeId('company', now, random)

/** A log on a disk, whose register, files and database can be lost, put back and interrupted. */
export interface LogWorld {
  readonly folder: string
  readonly keys: SigningKeys
  readonly database: ReturnType<typeof memoryLogQueue>
  /** Certificates that were made; they wait. */
  make(count: number): CertificateId[]
  documentOf(certificate: CertificateId): Promise<string>
  /** Opens register and log as a start does, and closes them, however the work ends. */
  run<Result>(work: (log: CertificateLog) => Promise<Result>, wrap?: (parts: LogParts) => LogParts): Promise<Result>
  /** What anybody sees now. */
  checkpoint(): Promise<PublishedCheckpoint | undefined>
  copy(to: string): Promise<void>
  remove(): Promise<void>
}

export async function startLogWorld(): Promise<LogWorld> {
  const root = await mkdtemp(join(tmpdir(), 'undongle-log-'))
  const folder = join(root, 'register')
  const keys = await openSigningKeys(root, 'https://cloud.example', now)
  const database = memoryLogQueue()
  const files = openLogFiles(join(folder, 'log'))
  let made = 0
  return {
    folder,
    keys,
    database,
    make: (count) =>
      Array.from({ length: count }, () => {
        const certificate = certificateOf(keys, new Date(now.getTime() + ++made))
        database.insert(certificate)
        return certificate.claims.jti
      }),
    async documentOf(id) {
      const { kid, claims } = await database.queue.read({ id, company })
      return keys.sign('certificate', kid, claims)
    },
    async run(work, wrap = (parts) => parts) {
      const register = await openRegister(folder)
      try {
        const parts = { register: register.certificates, queue: database.queue, files, keys, random }
        return await work(openLog(wrap(parts)))
      } finally {
        await register.close()
      }
    },
    checkpoint: () => readCheckpoint({ files, keys }),
    copy: (to) => cp(folder, to, { recursive: true }),
    remove: () => rm(root, { recursive: true }),
  }
}

/** Whether somebody who has the certificate and the keys finds it in the log. */
export async function isProvable(world: LogWorld, log: CertificateLog, certificate: CertificateId): Promise<boolean> {
  const document = await world.documentOf(certificate)
  const inclusion = await log.inclusionOf(certificate, document)
  if (inclusion === undefined) return false
  const keys = { issuer: world.keys.issuer, keys: world.keys.believed }
  return checkInclusion(document, inclusion, keys, verifySignature).ok
}

/** Whether somebody who keeps an old checkpoint believes the new one, by the tiles that are served. */
export async function isConsistent(
  files: LogFiles,
  old: PublishedCheckpoint,
  checkpoint: PublishedCheckpoint,
): Promise<boolean> {
  const ranges = consistencyRanges(old.size, checkpoint.size)
  const proof = proofOf(ranges, await nodesIn(files, nodesOfProof(ranges), checkpoint.size))
  const root = rootOf(
    checkpoint.size,
    await nodesIn(files, nodesOf({ begin: 0, end: checkpoint.size }), checkpoint.size),
  )
  return verifyConsistency({ old: old.size, size: checkpoint.size, proof }, old.root, root)
}

function certificateOf(keys: SigningKeys, at: Date): Unsigned<OrderCertificate> {
  const hash = 'A'.repeat(43)
  const license = {
    id: makeId('license', at, random),
    line: 'clinic',
    product: 'clinic-scan',
    name: 'Clinic Scan',
    generation: '3.0',
    quantity: 1,
    term: { kind: 'perpetual' as const },
  }
  const iat = Math.floor(at.getTime() / 1000)
  const transfer = makeId('transfer', at, random)
  const claims: OrderCertificate = {
    iss: keys.issuer,
    iat,
    jti: makeId('certificate', at, random),
    transfer,
    result: 'all-moved',
    company: { id: company, name: 'Smile Dental' },
    dongle: { key: hash, serial: 'D-1', grade: { class: 'A', crashSafe: true, tamperProof: false } },
    line: 'clinic',
    policy: { name: 'clinic', version: 1 },
    contact: 'ada@smile.example',
    order: hash,
    receipt: hash,
    moved: [{ license, chain: [{ sequence: 1, debit: 'vendor', credit: `company:${company}`, at: iat, transfer }] }],
    kept: [],
  }
  return { kid: keys.kidOf('certificate'), claims }
}
