import { apiErrors, isApiErrorCode } from '@undongle/core/api/errors'

/** Why an application may not run, in words for the person in front of it. */
export class LicenseError extends Error {
  override name = 'LicenseError'
  /** One of the codes in the reference of errors; a newer License Server may know more of them. */
  readonly code: string
  readonly say: string
  readonly next: string
  /** For the log of the application: which check failed. */
  readonly detail: string | undefined
  /** Of `points-unsettled`: the id to call `consume` with again. */
  readonly consumption: string | undefined
  /** Of `no-seat-free`, in the queue: 1 is next. It is kept by calling `checkout` again after `retryAfterMs`. */
  readonly position: number | undefined
  readonly retryAfterMs: number | undefined

  constructor(
    code: string,
    more: {
      say?: string
      next?: string
      detail?: string
      consumption?: string
      position?: number
      retryAfterMs?: number
    } = {},
  ) {
    const known = apiErrors[isApiErrorCode(code) ? code : 'internal-error']
    const say = more.say ?? known.say
    super(`${code}: ${say}`)
    this.code = code
    this.say = say
    this.next = more.next ?? known.next
    this.detail = more.detail
    this.consumption = more.consumption
    this.position = more.position
    this.retryAfterMs = more.retryAfterMs
  }
}
