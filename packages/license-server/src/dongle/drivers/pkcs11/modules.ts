import { existsSync } from 'node:fs'

/** Where the usual modules stand. OpenSC serves most real tokens; the others bring their own. */
const usualPaths: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so',
    '/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so',
    '/usr/lib64/opensc-pkcs11.so',
    '/usr/lib/softhsm/libsofthsm2.so',
    '/usr/lib64/softhsm/libsofthsm2.so',
  ],
  darwin: [
    '/Library/OpenSC/lib/opensc-pkcs11.so',
    '/opt/homebrew/lib/softhsm/libsofthsm2.so',
    '/usr/local/lib/softhsm/libsofthsm2.so',
  ],
  win32: [
    'C:\\Program Files\\OpenSC Project\\OpenSC\\pkcs11\\opensc-pkcs11.dll',
    'C:\\SoftHSM2\\lib\\softhsm2-x64.dll',
    'C:\\Windows\\System32\\eTPKCS11.dll',
  ],
}

/** The modules to load: what the setting names, or else the usual ones that are there. */
export function pkcs11Modules(named: readonly string[], platform: NodeJS.Platform): string[] {
  return named.length > 0 ? [...named] : (usualPaths[platform] ?? []).filter((path) => existsSync(path))
}
