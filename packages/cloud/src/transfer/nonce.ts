import { createHmac, timingSafeEqual } from 'node:crypto'
import { courierDays } from '@undongle/core/courier/limits'
import type { LicenseServerId } from '@undongle/core/id'
import { dayMs, minuteMs, toSeconds } from '@undongle/core/time'

// A nonce is a moment and a code that only this cloud can make for this License Server: a dongle that signs it was there
// after that moment. Nothing has to be stored, so several transfers of one License Server do not take each other's nonce away.

/** How a nonce goes to its machine, and how old it may be when the answer comes. */
const lifetimesMs = { nonce: 60 * minuteMs, 'carried nonce': courierDays * dayMs } as const
type Way = keyof typeof lifetimesMs

export function makeNonce(secret: Uint8Array, licenseServer: LicenseServerId, now: Date, way: Way = 'nonce'): string {
  const seconds = toSeconds(now).toString(36)
  return `${seconds}.${codeOf(secret, way, licenseServer, seconds)}`
}

/** Whether the nonce is ours, for this License Server, and at most an hour old; or what a courier may need, if one carried it. */
export function isFreshNonce(nonce: string, secret: Uint8Array, licenseServer: LicenseServerId, now: Date): boolean {
  const [seconds = '', code = '', ...rest] = nonce.split('.')
  if (rest.length > 0 || !/^[0-9a-z]{1,8}$/.test(seconds)) return false
  const ageMs = now.getTime() - Number.parseInt(seconds, 36) * 1000
  return (Object.keys(lifetimesMs) as Way[]).some(
    (way) => ageMs <= lifetimesMs[way] && isSame(code, codeOf(secret, way, licenseServer, seconds)),
  )
}

const codeOf = (secret: Uint8Array, way: Way, licenseServer: LicenseServerId, seconds: string): string =>
  createHmac('sha256', secret).update(`${way} ${licenseServer} ${seconds}`).digest('base64url')

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}
