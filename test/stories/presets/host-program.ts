import { type LocalAnswer, localApi } from '@undongle/core/api/local'
import { type LeaseId, makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { z } from 'zod'

const seatSchema = z.object({ source: z.string().optional(), code: z.string().optional() })

/** How the program reaches the License Server of its machine. */
export type AskLocal = (path: string, init?: RequestInit) => Promise<Response>

type Readiness = LocalAnswer<'readiness.read'>

/**
 * The vendor's application, as far as licenses go: it asks before its licensed work, sends its user to the pages when it has to, and takes a
 * seat. It talks to the License Server only, and remembers that its set-up is finished.
 */
export class HostProgram {
  readonly #ask: AskLocal
  readonly #seat: LeaseId = makeId('lease', new Date(), random)
  /** Where it waits for its user to come back: on a port that was free. */
  readonly returnAddress = 'http://127.0.0.1:49152/set-up'
  version: string
  isSetUp = false

  constructor(ask: AskLocal, version: string) {
    this.#ask = ask
    this.version = version
  }

  /** @param moment `update` right after it was updated */
  async readiness(moment: 'sign-in' | 'update', returnTo = this.returnAddress): Promise<Readiness> {
    const query = new URLSearchParams({ line: 'clinic', version: this.version, moment, returnTo })
    return localApi['readiness.read'].answer.parse(await (await this.#ask(`/v1/readiness?${query}`)).json())
  }

  /** What comes first at each start. @returns the page its user is sent to; undefined when nobody is nagged */
  async start(moment: 'sign-in' | 'update' = 'sign-in'): Promise<string | undefined> {
    const { answer, page } = await this.readiness(moment)
    if (answer === 'ready') this.isSetUp = true
    return answer === 'ready' ? undefined : (page ?? undefined)
  }

  /** Its user was led back here. */
  async comeBack(address: string): Promise<boolean> {
    if (address !== this.returnAddress) return false
    return (await this.start()) === undefined
  }

  /** Licensed work. @returns where its seat is from, or why there is none */
  async scan(): Promise<string> {
    const body = JSON.stringify({ product: 'clinic-scan', version: this.version })
    const headers = { 'content-type': 'application/json' }
    const response = await this.#ask(`/v1/leases/${this.#seat}`, { method: 'PUT', headers, body })
    const { source, code } = seatSchema.parse(await response.json())
    return source ?? code ?? ''
  }
}
