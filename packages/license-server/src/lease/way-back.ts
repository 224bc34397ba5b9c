import { ApiError } from '@undongle/core/api/error'
import type { GraceSource } from '@undongle/core/api/local/source'
import type { SeatSource } from '@undongle/core/document/lease'
import { dongleNameOf } from '@undongle/core/dongle/name'
import { fromSeconds } from '@undongle/core/time'
import type { ReadDongle } from '../dongle/desk.ts'
import { isSwitched, sourceOf, switchSource } from '../journal/sources.ts'
import type { Store } from '../journal/store.ts'
import type { JournaledTransfer } from '../journal/transfer.ts'
import { listTransfers } from '../journal/transfers.ts'
import { certificateOf } from '../transfer/detail.ts'

interface Deps {
  readonly store: Store
  readonly readDongles: () => Promise<readonly ReadDongle[]>
  readonly now: () => Date
}

/** More than a dongle ever has: a grace is one for each dongle and line. */
const transfersLookedAt = 1000

/**
 * The way back of a grace: not a change of custody, only where this machine takes its seats from. It asks nobody, since the day it is
 * for is one on which the cloud can't be asked; when the grace is over it has no effect, in every branch.
 */
export class WayBack {
  readonly #deps: Deps

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** Lines that may be used from a dongle plugged in here as well as from the cloud. */
  async list(): Promise<GraceSource[]> {
    const now = this.#deps.now()
    const sources = (await this.#deps.readDongles()).flatMap((dongle) => this.#sourcesOf(dongle))
    return sources.filter(({ until }) => Date.parse(until) > now.getTime())
  }

  /** @throws ApiError `dongle-not-found`, `dongle-service-off`, `no-way-back` */
  async switch(address: string, line: string, source: SeatSource): Promise<void> {
    const dongle = (await this.#deps.readDongles()).find(({ shown }) => shown.dongle === address)
    if (dongle?.evidence === undefined) throw new ApiError('dongle-not-found')
    const isInGrace = (await this.list()).some((entry) => entry.dongle === address && entry.line === line)
    if (source === 'dongle' && !isInGrace) throw new ApiError('no-way-back')
    switchSource(this.#deps.store, { dongle: dongleNameOf(dongle.evidence), line }, source)
  }

  /** Whether it is to be taken from any dongle at all. */
  isSwitched(line: string): boolean {
    return isSwitched(this.#deps.store, line)
  }

  /** Whether this line is to be taken from this dongle, although the cloud holds it. */
  prefersDongle({ evidence }: ReadDongle, line: string): boolean {
    if (evidence === undefined) return false
    return sourceOf(this.#deps.store, { dongle: dongleNameOf(evidence), line }) === 'dongle'
  }

  #sourcesOf(dongle: ReadDongle): GraceSource[] {
    const { evidence, shown } = dongle
    if (evidence === undefined) return []
    const name = dongleNameOf(evidence)
    const { dongle: address, serial, label } = shown
    const ends = evidence.grade.class === 'A' ? endsInState(dongle) : this.#endsInCertificates(name)
    return [...ends].map(([line, until]) => ({
      dongle: address,
      serial,
      label,
      line,
      source: sourceOf(this.#deps.store, { dongle: name, line }),
      until: until.toISOString(),
    }))
  }

  /** A dongle of class B can't say it: the certificate does, on the machine that carried the transfer out. */
  #endsInCertificates(dongle: string): ReadonlyMap<string, Date> {
    const ends = new Map<string, Date>()
    for (const transfer of listTransfers(this.#deps.store, transfersLookedAt)) {
      const until = transfer.dongle.key === dongle ? graceEndOf(transfer) : undefined
      if (until !== undefined) ends.set(transfer.line, until)
    }
    return ends
  }
}

function endsInState({ shown }: ReadDongle): ReadonlyMap<string, Date> {
  const ends = new Map<string, Date>()
  for (const { license, state, until } of shown.licenses) {
    if (state === 'until' && until !== null) ends.set(license.line, new Date(until))
  }
  return ends
}

function graceEndOf(transfer: JournaledTransfer): Date | undefined {
  if (transfer.state !== 'moved') return undefined
  const certificate = certificateOf(transfer)
  return 'until' in certificate && certificate.until !== null ? fromSeconds(certificate.until) : undefined
}
