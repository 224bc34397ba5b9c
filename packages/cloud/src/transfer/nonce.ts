import { createHmac, timingSafeEqual } from 'node:crypto'
import type { LicenseServerId } from '@undongle/core/id'
import { minuteMs, toSeconds } from '@undongle/core/time'

// A nonce is a moment and a code that only this cloud can make for this License Server: a dongle that signs it was there
// after that moment. Nothing has to be stored, so several transfers of one License Server do not take each other's nonce away.

const nonceMinutes = 60

export function makeNonce(secret: Uint8Array, licenseServer: LicenseServerId, now: Date): string {
  const seconds = toSeconds(now).toString(36)
  return `${seconds}.${codeOf(secret, licenseServer, seconds)}`
}

/** Whether the nonce is ours, for this License Server, and at most an hour old. */
export function isFreshNonce(nonce: string, secret: Uint8Array, licenseServer: LicenseServerId, now: Date): boolean {
  const [seconds = '', code = '', ...rest] = nonce.split('.')
  if (rest.length > 0 || !/^[0-9a-z]{1,8}$/.test(seconds)) return false
  const expected = Buffer.from(codeOf(secret, licenseServer, seconds))
  const given = Buffer.from(code)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false
  const ageMs = now.getTime() - Number.parseInt(seconds, 36) * 1000
  return ageMs <= nonceMinutes * minuteMs
}

const codeOf = (secret: Uint8Array, licenseServer: LicenseServerId, seconds: string): string =>
  createHmac('sha256', secret).update(`nonce ${licenseServer} ${seconds}`).digest('base64url')
