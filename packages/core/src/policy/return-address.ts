import { z } from 'zod'

/** Schemes that run or read something where they are opened. */
const harmful = ['javascript', 'data', 'file', 'blob', 'vbscript', 'about', 'view-source', 'ws', 'wss', 'ftp']
const loopbackHosts = ['127.0.0.1', '[::1]', 'localhost']

/**
 * An address a vendor's application can be returned to [Q06]: https, plain http on this machine, or a scheme of the application's own.
 * Without a query, a fragment or a password: what is compared is all there is.
 */
export const returnAddressSchema = z
  .string()
  .max(300)
  .refine(
    (address) => isRegistrable(address),
    'is not an https address, one of this machine, or a scheme of an application',
  )

/**
 * Whether an address is one of those the vendor registered. Character by character (RFC 9700, 4.1.1), so that nobody is led elsewhere; the
 * port of an address on this machine may be any, since an application takes the one that is free (RFC 8252, 7.3).
 */
export function isRegistered(asked: string, registered: readonly string[]): boolean {
  if (!isRegistrable(asked)) return false
  return registered.includes(asked) || registered.includes(withoutPort(asked))
}

function isRegistrable(address: string): boolean {
  const parsed = parse(address)
  if (parsed === undefined || !/^[\x21-\x7e]+$/.test(address) || /[\\?#@]/.test(address)) return false
  switch (parsed.protocol) {
    case 'https:':
      return true
    case 'http:':
      return loopbackHosts.includes(parsed.hostname)
    default:
      return /^[a-z][a-z0-9+.-]{2,40}:$/.test(parsed.protocol) && !harmful.includes(parsed.protocol.slice(0, -1))
  }
}

function withoutPort(address: string): string {
  const parsed = parse(address)
  if (parsed === undefined || parsed.protocol !== 'http:' || parsed.port === '') return address
  return address.replace(`${parsed.hostname}:${parsed.port}`, parsed.hostname)
}

function parse(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined
}
