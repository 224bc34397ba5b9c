import path from 'node:path'

/** Where the service's parts are, as the installed system names them. */
export interface LinuxPlaces {
  readonly program: string
  readonly command: string
  readonly settings: string
  readonly unit: string
  readonly udevRules: string
  readonly polkitRules: string
  readonly data: string
  /** Its own user and group. */
  readonly user: string
}

export const unitName = 'undongle-license-server.service'

export const linuxPlaces: LinuxPlaces = {
  program: '/opt/undongle',
  command: '/usr/local/bin/undongle',
  settings: '/etc/undongle/settings.env',
  unit: `/etc/systemd/system/${unitName}`,
  udevRules: '/etc/udev/rules.d/60-undongle.rules',
  polkitRules: '/etc/polkit-1/rules.d/60-undongle.rules',
  data: '/var/lib/undongle-license-server',
  user: 'undongle',
}

/** The same place in a system whose root is a folder of this one, such as an image that is being made. */
export const under = (root: string, place: string): string => path.join(root, place)
