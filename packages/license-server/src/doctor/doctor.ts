import type { Diagnosis } from '@undongle/core/api/local/doctor'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import type { SupportBundle } from '@undongle/core/doctor/bundle'
import { type DoctorFacts, diagnose } from '@undongle/core/doctor/diagnose'
import { type Finding, failingLayer } from '@undongle/core/doctor/finding'
import { scrub } from '@undongle/core/doctor/scrub'
import type { LicenseServer } from '../license-server.ts'
import { type FactSources, readFacts } from './facts.ts'
import { linesOf } from './log-lines.ts'
import { RefusedSeats } from './refused-seats.ts'

interface Deps extends Omit<FactSources, 'refusedSeats'> {
  readonly server: FactSources['server'] & Pick<LicenseServer, 'transfers'>
}

/** Why it does not work here, and what support needs to know of it [Q100]. */
export class Doctor {
  readonly refusedSeats = new RefusedSeats()
  readonly #deps: Deps

  constructor(deps: Deps) {
    this.#deps = deps
  }

  async read(): Promise<Diagnosis> {
    const { facts } = await this.#look()
    const findings = diagnose(facts)
    return { checkedAt: facts.now.toISOString(), failing: failingLayer(findings), findings }
  }

  /** Texts that may quote a failure are gone over once more; the rest are facts without room for a secret. */
  async bundle(): Promise<SupportBundle> {
    const { server, machine } = this.#deps
    const { facts, status } = await this.#look()
    const { cloud, certificateLog } = status
    const { reachable, lastContactAt } = cloud
    return {
      program: { ...machine.program(), madeAt: facts.now.toISOString() },
      findings: diagnose(facts).map(scrubbed),
      cloud: { address: facts.cloud.address, reachable, lastContactAt, certificateLog },
      account: accountOf(facts.signIn),
      dongles: facts.dongles.map(({ serial, driver, state, pin, generation, licenses, problem }) => ({
        serial,
        driver: `${driver.name} ${driver.version}`,
        state,
        pin,
        generation,
        licenses: licenses.length,
        problem: problem?.code ?? '',
      })),
      transfers: server.transfers.list().slice(0, transfersShown).map(told),
      log: linesOf(machine.logTail()),
    }
  }

  #look(): ReturnType<typeof readFacts> {
    return readFacts({ ...this.#deps, refusedSeats: this.refusedSeats })
  }
}

const transfersShown = 50

const scrubbed = (finding: Finding): Finding => ({
  ...finding,
  about: scrub(finding.about),
  causes: finding.causes.map(({ about, code }) => ({ about: scrub(about), code })),
})

function accountOf(signIn: DoctorFacts['signIn']): SupportBundle['account'] {
  if (signIn.state !== 'signed-in') return { state: signIn.state, company: '', companyId: '', licenseServer: '' }
  const { state, company, licenseServer } = signIn
  return { state, company: company.name, companyId: company.id, licenseServer }
}

const told = (transfer: LocalTransfer): SupportBundle['transfers'][number] => ({
  id: transfer.id,
  dongle: transfer.dongle.serial,
  line: transfer.line,
  state: transfer.state,
  phase: transfer.phase ?? '',
  waitingFor: transfer.waitingFor ?? '',
  result: transfer.result ?? '',
  problem: transfer.problem?.code ?? '',
  startedAt: transfer.startedAt,
})
