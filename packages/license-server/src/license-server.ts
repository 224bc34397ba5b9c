import type { LocalAnswer } from '@undongle/core/api/local'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { Status } from '@undongle/core/api/local/status'
import type { DocumentKey } from '@undongle/core/document/jws'
import type { DongleEvidence } from '@undongle/core/dongle/evidence'
import type { LicenseId, TransferId } from '@undongle/core/id'
import { publicKeyOf, random } from '@undongle/core/node/crypto'
import { secondMs } from '@undongle/core/time'
import { movingLicenses } from '@undongle/core/transfer/plan'
import type { SeatInUse } from '@undongle/core/transfer/start'
import type { Logger } from 'pino'
import { type AccountCloud, openAccountCloud, requireAccount } from './cloud/account-cloud.ts'
import { askCloud } from './cloud/ask.ts'
import { CloudContact } from './cloud/contact.ts'
import { believeKeys, keepKeys, pinnedKeys, refreshKeys } from './cloud/keys.ts'
import { Courier } from './courier/courier.ts'
import { DongleDesk } from './dongle/desk.ts'
import type { Drawer } from './dongle/drawer.ts'
import type { DongleService } from './dongle/host/service.ts'
import { type Blank, makeKey, writeList } from './dongle/making.ts'
import { TransferNews } from './http/transfer-events.ts'
import { keepCertificate } from './journal/certificates.ts'
import { readSetting, writeSetting } from './journal/settings.ts'
import type { Store } from './journal/store.ts'
import type { JournaledTransfer } from './journal/transfer.ts'
import { findOpenTransfer, findTransfer } from './journal/transfers.ts'
import { LostDongles } from './lease/block-list.ts'
import type { ReadClocks } from './lease/boot-clock.ts'
import { recordContact, tellMachineTime } from './lease/clock-store.ts'
import { LeaseDesk } from './lease/desk.ts'
import type { Turn } from './lease/seat-writes.ts'
import { listSeatsInUse } from './lease/seats-in-use.ts'
import { wantedLeases } from './lease/wanted.ts'
import { WayBack } from './lease/way-back.ts'
import { licensesHere } from './license/list.ts'
import { MeterDesk } from './meter/desk.ts'
import { PermitDesk } from './permit/desk.ts'
import { Epochs } from './permit/epochs.ts'
import { type AskedReadiness, readReadiness } from './readiness/read.ts'
import { OwnIdentity } from './sign-in/identity.ts'
import { openSession, type Session } from './sign-in/session.ts'
import { makeSignIn, type SignIn } from './sign-in/sign-in.ts'
import { readStatus } from './status.ts'
import { Nonces } from './transfer/acts.ts'
import { afterHop } from './transfer/after-hop.ts'
import { carry } from './transfer/carry.ts'
import { ConfirmedOrders } from './transfer/confirmed.ts'
import { TransferDesk } from './transfer/desk.ts'
import { certificateIn, confirmedOf } from './transfer/detail.ts'
import { type AskedEligibility, readEligibility } from './transfer/eligibility.ts'
import { FoundTransfers } from './transfer/found.ts'
import { Mender } from './transfer/mender.ts'
import { keepNamedOrders } from './transfer/named-orders.ts'
import type { StartPause } from './transfer/pause.ts'
import { CertificatePresenter } from './transfer/presenter.ts'
import { TransferRunner } from './transfer/runner.ts'
import { viewOf } from './transfer/view.ts'
import { licenseServerVersion } from './version.ts'

/** How often the cloud is asked for what everybody may know. */
export const usualPingMs = 20 * secondMs

export interface LicenseServerDeps {
  readonly store: Store
  readonly cloudUrl: string
  readonly fetch: typeof globalThis.fetch
  readonly machineName: string
  readonly service: Pick<
    DongleService,
    'enabled' | 'enable' | 'disable' | 'list' | 'observe' | 'open' | 'status' | 'watch' | 'makeKey'
  >
  readonly drawer: Drawer | undefined
  readonly now: () => Date
  readonly clocks: ReadClocks
  readonly chance: () => number
  readonly wait: (delayMs: number) => Promise<void>
  readonly pause: StartPause
  readonly turn: Turn
  readonly pingMs: number
  readonly log: Logger
}

/** The parts of one License Server, joined: what the pages, the command line and the applications of this machine talk to. */
export class LicenseServer {
  readonly log: Logger
  readonly now: () => Date
  readonly drawer: Drawer | undefined
  readonly cloud: AccountCloud
  readonly courier: Courier
  readonly dongles: DongleDesk
  readonly leases: LeaseDesk
  readonly meters: MeterDesk
  readonly permits: PermitDesk
  readonly wayBack: WayBack
  readonly news = new TransferNews()
  readonly signIn: SignIn
  readonly transfers: TransferDesk
  readonly #deps: LicenseServerDeps
  readonly #contact: CloudContact
  readonly #identity: OwnIdentity
  readonly #session: Session
  readonly #runner: TransferRunner
  readonly #found: FoundTransfers
  readonly #mender: Mender
  readonly #presenter: CertificatePresenter
  readonly #lost: LostDongles

  constructor(deps: LicenseServerDeps) {
    const { store, now, log } = deps
    this.#deps = deps
    this.log = log
    this.now = now
    this.drawer = deps.drawer
    this.#contact = new CloudContact({ ...deps, back: () => this.#cloudIsBack(), courier: () => this.courier })
    const { connection } = this.#contact
    this.#identity = new OwnIdentity(store, now())
    const cloudNow = () => this.#contact.now
    this.#session = openSession(store, connection, this.#identity, cloudNow, (cloudMs) =>
      recordContact(store, deps.clocks(), cloudMs, random),
    )
    this.cloud = openAccountCloud(store, connection, this.#session, now)
    this.courier = new Courier({
      store,
      identity: this.#identity,
      machine: { name: deps.machineName, version: licenseServerVersion },
      account: () => this.#session.account(),
      keys: () => pinnedKeys(store),
      believe: (file) => believeKeys(store, file),
      keepKeys: (keys) => keepKeys(store, keys),
      signIn: ({ refreshToken, ...account }) =>
        this.#session.beginCarried({ ...account, since: now().toISOString() }, refreshToken),
      keepNews: (news) => this.cloud.keepNews(news),
      answered: () => this.#courierCame(),
      now,
    })
    this.dongles = new DongleDesk(deps.service, () => this.#believedKeys())
    const nonces = new Nonces()
    const epochs = new Epochs({ store, cloud: this.cloud })
    const machine = () => this.#session.account()?.licenseServer
    const readDongles = () => this.dongles.read()
    this.permits = new PermitDesk({
      store,
      cloud: this.cloud,
      epochs,
      keys: () => this.#believedKeys(),
      identity: this.#identity,
      machine,
      readDongles,
      tellTime: () => tellMachineTime(store, deps.clocks()),
      contacted: (cloudMs) => recordContact(store, deps.clocks(), cloudMs, random),
      seatsInUse: (dongle) => this.leases.seatsFrom(dongle).length,
      now,
      chance: deps.chance,
      wait: deps.pause,
      log: (message, detail) => log.info(detail, message),
    })
    this.wayBack = new WayBack({ store, readDongles, now })
    this.#runner = new TransferRunner({
      store,
      nonces,
      confirmed: new ConfirmedOrders(),
      cloud: this.cloud,
      dongle: (key) => this.dongles.session(key),
      epochs,
      machine: () => requireAccount(this.#session).licenseServer,
      seatsInUse: (transfer) => this.#seatsInUse(transfer.dongle.key, movingLicenses(confirmedOf(transfer).plan)),
      carry: (transfer) =>
        carry({
          store,
          machine: machine(),
          wanted: wantedLeases(transfer, this.leases.seatsFrom(transfer.dongle.key)),
          openLease: (document) => this.leases.openLease(document),
        }),
      now,
      chance: deps.chance,
      wait: deps.pause,
      changed: (id) => {
        this.news.tell(id)
        // It may be this machine's own permit, in a transfer that another one began.
        if (this.#runner.stateOf(id)?.waitingFor === 'permits') this.permits.wake()
        if (this.#runner.stateOf(id)?.problem?.code === 'dongle-rolled-back') this.#mender.lookAgain()
      },
      finished: (transfer) => this.#finished(transfer),
      log: (message, detail) => log.info(detail, message),
    })
    const keep = (evidence: DongleEvidence) => keepNamedOrders(store, evidence, now())
    this.#found = new FoundTransfers({
      cloud: this.cloud,
      readDongles,
      keep,
      isJournaled: (id) => findTransfer(store, id) !== undefined,
      policyOf: (line) => this.#policyOf(line),
      finished: (id) => {
        this.#keepFound(id)
        this.news.tell(id)
        this.#refreshLicenses()
      },
      log: (message, detail) => log.info(detail, message),
    })
    this.#mender = new Mender({
      cloud: this.cloud,
      readDongles,
      keep,
      dongle: (key) => this.dongles.session(key),
      note: (key, isRolledBack) => this.dongles.noteRolledBack(key, isRolledBack),
      mended: () => this.#runner.wake(),
      log: (message, detail) => log.info(detail, message),
    })
    this.#presenter = new CertificatePresenter({
      store,
      cloud: this.cloud,
      now,
      chance: deps.chance,
      wait: deps.pause,
      log: (message, detail) => log.info(detail, message),
    })
    this.transfers = new TransferDesk({
      store,
      cloud: this.cloud,
      dongles: this.dongles,
      session: this.#session,
      runner: this.#runner,
      found: this.#found,
      nonces,
      now,
    })
    this.#lost = new LostDongles({ store, connection, keys: () => this.#believedKeys() })
    this.leases = new LeaseDesk({
      store,
      cloud: this.cloud,
      machine,
      dongles: this.dongles,
      permits: this.permits,
      wayBack: this.wayBack,
      lost: this.#lost,
      afterHop: (dongle) => afterHop({ news: this.news, pause: deps.pause }, () => this.#isHopping(dongle)),
      keys: () => this.#believedKeys(),
      identity: this.#identity,
      now,
      clocks: deps.clocks,
      turn: deps.turn,
    })
    this.meters = new MeterDesk({
      store,
      cloud: this.cloud,
      company: () => this.#session.account()?.company.id,
      isInContact: async () => this.#contact.reachable !== false || (await this.#isHeard()),
      now,
      log: (message, detail) => log.warn(detail, message),
    })
    this.signIn = makeSignIn({
      connection,
      session: this.#session,
      identity: this.#identity,
      machine: { name: deps.machineName, version: licenseServerVersion },
      now: cloudNow,
      wait: deps.wait,
      failed: (error) => log.warn({ detail: String(error) }, 'a sign-in ended'),
      signedIn: () => this.#wake(),
    })
  }

  /** Goes on with whatever was running when this process last ended, and with the dongle service if it was on. */
  start(): void {
    if (readSetting(this.#deps.store, 'dongle-service') !== 'off') this.#deps.service.enable()
    this.#deps.service.watch(({ type, ref }) => {
      this.#runner.wake()
      this.permits.wake()
      if (type === 'removed' || ref.id === null) return
      this.#found.look()
      this.#mender.lookAgain() // also what was whole before: its owner may have put that state back meanwhile
    })
    this.#runner.resumeAll()
    this.permits.start()
    this.#presenter.start()
    void this.#contact.start({
      cloud: this.cloud,
      lost: this.#lost,
      signedIn: () => this.#session.account() !== undefined,
      asked: () => {
        this.#found.retry()
        this.#mender.retry()
        void this.meters.settle()
        if (this.#session.account() !== undefined) void askCloud(() => this.leases.giveBackReleased())
      },
    })
  }

  async stop(): Promise<void> {
    this.#contact.stop()
    await this.#runner.stop()
    await this.permits.stop()
    await this.#presenter.stop()
    await this.#deps.service.disable()
    this.#deps.store.close()
  }

  status(): Promise<Status> {
    return readStatus({
      store: this.#deps.store,
      service: this.#deps.service,
      clocks: this.#deps.clocks,
      contact: this.#contact,
      session: this.#session,
      cloud: this.cloud,
      dongles: this.dongles,
      signIn: this.signIn,
      running: () => this.#runner.running(),
    })
  }

  /** @throws ApiError `cloud-unreachable` never: what is not known yet is null */
  async keys(): Promise<LocalAnswer<'keys.read'>> {
    const pinned =
      pinnedKeys(this.#deps.store) ??
      (await refreshKeys(this.#deps.store, this.#contact.connection).catch(() => undefined))
    return {
      cloud: pinned?.file ?? null,
      licenseServer: { kid: this.#identity.current.jkt, key: publicKeyOf(this.#identity.current.key) },
    }
  }

  lines() {
    return this.cloud.knownLines()?.lines ?? []
  }

  async licenses(): Promise<LocalAnswer<'license.list'>> {
    const known =
      this.#session.account() === undefined
        ? undefined
        : await this.cloud.refreshLicenses().catch(() => this.cloud.knownLicenses())
    const dongles = this.#deps.service.enabled ? await this.dongles.read() : []
    return { licenses: licensesHere(known?.licenses ?? [], dongles, this.lines()), asOf: known?.asOf ?? null }
  }

  /** @throws ApiError `not-found`, `return-address-refused` */
  readiness(asked: AskedReadiness): Promise<LocalAnswer<'readiness.read'>> {
    return readReadiness(
      {
        cloud: this.cloud,
        signedIn: () => this.#session.account() !== undefined,
        plugged: async () => (this.#deps.service.enabled ? this.dongles.read() : []),
        transfers: () => this.transfers.list(),
        keys: () => this.#believedKeys(),
        now: this.now,
      },
      asked,
    )
  }

  /** ENABLE DONGLE [Q37]: kept over a restart. */
  async setDongleService(enabled: boolean): Promise<Status> {
    writeSetting(this.#deps.store, 'dongle-service', enabled ? 'on' : 'off')
    if (enabled) this.#deps.service.enable()
    else await this.#deps.service.disable()
    this.#runner.wake()
    return this.status()
  }

  /** With its place in the public log, where the cloud can be asked for it; without, it proves the same transfer. */
  async certificate(id: TransferId): Promise<LocalAnswer<'certificate.read'>> {
    const bundle = this.transfers.certificate(id)
    if (this.#contact.reachable === false || this.#session.account() === undefined) return bundle
    const { answer } = await askCloud(() => this.cloud.readCertificate(id))
    return answer?.log === undefined || answer.certificate !== bundle.certificate
      ? bundle
      : { ...bundle, log: answer.log }
  }

  makeDongleKey(blank: Blank) {
    return makeKey(this.#making(), blank)
  }

  writeDongleList(list: Parameters<typeof writeList>[1]) {
    return writeList(this.#making(), list)
  }

  signOut() {
    const state = this.signIn.end()
    if (state.state === 'signed-out') this.cloud.forgetLicenses()
    return state
  }

  checkEligibility(asked: AskedEligibility): Promise<LocalAnswer<'eligibility.check'>> {
    const { cloud, dongles, now } = this
    // A courier is a way to the cloud too: a slow one [Q97].
    const online = () => this.courier.enabled || this.#contact.reachable
    const { store } = this.#deps
    const seatsInUse = (dongle: string, moving: readonly LicenseId[]) => this.#seatsInUse(dongle, moving)
    return readEligibility(
      { store, cloud, dongles, session: this.#session, version: licenseServerVersion, online, seatsInUse, now },
      asked,
    )
  }

  /** [Q87] */
  #seatsInUse(dongle: string, moving: readonly LicenseId[]): SeatInUse[] {
    const { store, machineName, now } = this.#deps
    return listSeatsInUse({ store, machineName, now }, dongle, moving)
  }

  /** Its licenses have left it, or may have, and the cloud does not lend them yet. */
  #isHopping(dongle: string): boolean {
    const transfer = findOpenTransfer(this.#deps.store, dongle)
    return transfer !== undefined && viewOf(transfer, this.#runner.stateOf(transfer.id)).unavailable
  }

  #making() {
    return { service: this.#deps.service, dongles: this.dongles, keys: this.cloud.keys }
  }

  /** Keys that were never learned believe nothing: a dongle serves only when the vendor's signature on its list could be checked. */
  #believedKeys(): readonly DocumentKey[] {
    return pinnedKeys(this.#deps.store)?.keys ?? []
  }

  #cloudIsBack(): void {
    this.#runner.wake()
    this.permits.wake()
    this.#found.retry()
    this.#mender.retry()
    this.#presenter.wake()
    void this.meters.settle()
  }

  #courierCame(): void {
    this.#runner.wake()
    this.permits.wake()
    this.#found.retry()
  }

  /** A question that takes nothing. */
  async #isHeard(): Promise<boolean> {
    return (await askCloud(() => this.cloud.refreshLines())).answer !== undefined
  }

  /** The story of a transfer from both sides; what the cloud says is missing where it cannot be asked. */
  async timeline(id: TransferId): Promise<LocalAnswer<'transfer.timeline'>> {
    const transfer = this.transfers.read(id)
    const { answer } = await askCloud(() => this.cloud.readTimeline(id))
    return { transfer, here: this.transfers.events(id), cloud: answer ?? null }
  }

  /** What another machine's transfer proves is kept too: this journal brings it to a restored cloud. */
  #keepFound(id: TransferId): void {
    const document = this.#found.find(id)?.proof.certificate
    const claims = document === undefined ? undefined : certificateIn(document)
    if (document === undefined || claims === undefined) return
    keepCertificate(this.#deps.store, { id: claims.jti, order: claims.order ?? null, document }, this.now())
  }

  /** Puts a rolled-back dongle right, with the PIN it waits for. */
  async mendDongle(
    address: string,
    { pin, confirmLastTry }: { pin: string | null; confirmLastTry: boolean },
  ): Promise<SeenDongle> {
    const { key } = (await this.dongles.find(address)).shown
    if (key !== null && pin !== null) await this.dongles.unlock(key, { pin, confirmLastTry })
    this.#mender.lookAgain()
    await this.#mender.look()
    return (await this.dongles.find(address)).shown
  }

  #wake(): void {
    this.#runner.wake()
    this.permits.wake()
    this.#refreshLicenses()
  }

  #refreshLicenses(): void {
    if (this.#session.account() !== undefined) void askCloud(() => this.cloud.refreshLicenses())
  }

  async #policyOf(line: string) {
    const { lines } = this.cloud.knownLines() ?? (await this.cloud.refreshLines())
    return lines.find(({ id }) => id === line)?.policy
  }

  /** The PIN is forgotten, the page gets the new licenses, and where the policy says so the dongle service goes off by itself [Q41], after the last one of a run. */
  #finished(transfer: JournaledTransfer): void {
    const { policy, evidence } = confirmedOf(transfer)
    this.dongles.releaseSerial(evidence.serial)
    this.permits.renew(transfer.dongle.key)
    void askCloud(() => this.cloud.refreshLicenses())
    const isLast = this.#runner.running().length === 0
    if (transfer.state === 'moved' && policy.disableDongleServiceAfter && isLast) void this.setDongleService(false)
  }
}
