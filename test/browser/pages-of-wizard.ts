import { readFileSync } from 'node:fs'
import path from 'node:path'

/** Every page of the wizard that needs nothing before it; read from its router, so that a new one is looked at too. */
export function staticAddresses(): string[] {
  const router = path.resolve(import.meta.dirname, '../../packages/web/src/wizard/router.tsx')
  const found = [...readFileSync(router, 'utf8').matchAll(/path: '(\/[^'$]*)'/g)].map(([, address]) => address ?? '')
  return found.filter((address) => !['/transfer/check', '/transfer/review', '/transfer/'].includes(address))
}
