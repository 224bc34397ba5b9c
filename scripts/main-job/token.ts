import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export const softHsmModule = '/usr/lib/softhsm/libsofthsm2.so'
export const tokenPin = '1234'

/** Initializes a real SoftHSM2 token in a folder of its own. @returns the environment in which its module finds it */
export function makeSoftHsmToken(folder: string, label: string): Record<string, string> {
  const tokens = path.join(folder, 'tokens')
  const conf = path.join(folder, 'softhsm2.conf')
  mkdirSync(tokens, { recursive: true })
  writeFileSync(
    conf,
    `directories.tokendir = ${tokens}\nobjectstore.backend = file\nslots.removable = true\nlog.level = ERROR\n`,
  )
  const env = { SOFTHSM2_CONF: conf }
  const so = '12345678'
  execFileSync('softhsm2-util', ['--init-token', '--free', '--label', label, '--so-pin', so, '--pin', tokenPin], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  })
  return { ...env, UNDONGLE_PKCS11_MODULES: softHsmModule, UNDONGLE_PCSC_LIBRARY: 'off' }
}
