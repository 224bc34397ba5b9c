import { existsSync } from 'node:fs'

/** Where each system keeps its PC/SC library; Windows and macOS bring theirs along, and macOS shows no file of it. */
const usualPaths: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    '/usr/lib/x86_64-linux-gnu/libpcsclite.so.1',
    '/usr/lib/aarch64-linux-gnu/libpcsclite.so.1',
    '/usr/lib64/libpcsclite.so.1',
  ],
  win32: ['C:\\Windows\\System32\\winscard.dll'],
}
const macPath = '/System/Library/Frameworks/PCSC.framework/PCSC'

/** The library to speak to smart card readers with: what the setting names, or the usual one. @returns undefined for `off`, or when there is none */
export function pcscLibrary(named: string, platform: NodeJS.Platform): string | undefined {
  if (named === 'off') return undefined
  if (named !== '') return named
  return platform === 'darwin' ? macPath : (usualPaths[platform] ?? []).find((path) => existsSync(path))
}
