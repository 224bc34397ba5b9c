import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

/** A tool of the machine that some tests need: named by its Debian package, found by a program or a file it brings. */
type SystemTool = { readonly program: string } | { readonly file: string }

/** A `*` stands for one folder or the end of one file name: Debian puts libraries into a folder named after the machine. */
export const systemTools = {
  softhsm2: { program: 'softhsm2-util' },
  opensc: { program: 'pkcs11-tool' },
  'opensc-pkcs11': { file: '/usr/lib/*/opensc-pkcs11.so' },
  pcscd: { file: '/usr/sbin/pcscd' },
  'vsmartcard-vpcd': { file: '/usr/lib/pcsc/drivers/serial/libifdvpcd*' },
  'libpcsclite-dev': { file: '/usr/include/PCSC/winscard.h' },
  ykcs11: { file: '/usr/lib/*/libykcs11.so*' },
  chromium: { program: 'chromium' },
  spin: { program: 'spin' },
  gcc: { program: 'gcc' },
  'libc6-dev': { file: '/usr/include/stdlib.h' },
  'libcurl4-openssl-dev': { file: '/usr/include/*/curl/curl.h' },
  'libssl-dev': { file: '/usr/include/openssl/evp.h' },
  openssl: { program: 'openssl' },
  'python3-jwcrypto': { file: '/usr/lib/python3/dist-packages/jwcrypto' },
  strace: { program: 'strace' },
  nsis: { program: 'makensis' },
  'p7zip-full': { program: '7z' },
  systemd: { program: 'systemd-analyze' },
  faketime: { file: '/usr/lib/*/faketime/libfaketimeMT.so.1' },
  'zbar-tools': { program: 'zbarimg' },
} as const satisfies Record<string, SystemTool>

export type SystemToolName = keyof typeof systemTools

export function missingTools(): SystemToolName[] {
  return (Object.keys(systemTools) as SystemToolName[]).filter((name) => !hasTool(name))
}

export function hasTool(name: SystemToolName): boolean {
  const tool: SystemTool = systemTools[name]
  return 'program' in tool ? isOnPath(tool.program) : filesLike(tool.file).length > 0
}

function isOnPath(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return folders.some((folder) => folder !== '' && existsSync(path.join(folder, program)))
}

function filesLike(pattern: string): string[] {
  return pattern
    .split('/')
    .slice(1)
    .reduce((places, step) => places.flatMap((place) => stepInto(place, step)), ['/'])
}

/** A place that is no folder has nothing in it, and neither has one that this user may not read. */
function stepInto(place: string, step: string): string[] {
  const [start = '', end] = step.split('*')
  if (end === undefined) return existsSync(path.join(place, step)) ? [path.join(place, step)] : []
  return namesIn(place)
    .filter((name) => name.startsWith(start) && name.endsWith(end))
    .map((name) => path.join(place, name))
}

function namesIn(place: string): string[] {
  try {
    return readdirSync(place)
  } catch {
    return []
  }
}
