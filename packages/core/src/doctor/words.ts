import type { FindingAnswer, Layer } from './layer.ts'

interface Row {
  readonly layer: Layer
  readonly answer: FindingAnswer
  readonly say: string
  /** Empty where there is nothing to do. */
  readonly next: string
}

/** What each layer is called, and what it is. */
export const layerWords = {
  port: { title: 'License Server', say: 'The program of this machine and the port it answers at.' },
  disk: { title: 'Disk', say: 'Room for the journal, in which every step is written down first.' },
  clock: { title: 'Clock', say: 'The time of this machine against that of the license cloud.' },
  network: { title: 'Network', say: 'The way from this machine to the license cloud.' },
  proxy: { title: 'Proxy and firewall', say: 'Whatever stands between and may answer in the place of the cloud.' },
  account: { title: 'Account', say: 'The sign-in of this License Server to your company.' },
  entitlement: { title: 'Licenses', say: 'What your company may use, and until when.' },
  service: { title: 'Dongle service', say: 'The switch ENABLE DONGLE.' },
  driver: { title: 'Driver', say: 'The software that talks to dongles.' },
  usb: { title: 'Dongle', say: 'The dongles in this machine.' },
  seat: { title: 'Seats', say: 'What applications of this machine asked for last.' },
} as const satisfies Record<Layer, { title: string; say: string }>

/** Everything the doctor can find: page and command line take it from here. In double braces: what the finding is about. */
export const findings = {
  'port-usual': { layer: 'port', answer: 'pass', say: 'It answers at the usual port, {{about}}.', next: '' },
  'port-other': {
    layer: 'port',
    answer: 'note',
    say: 'It answers at port {{about}} instead of 30304.',
    next: 'Applications that look at the usual port have to be told the other one.',
  },
  'server-outdated': {
    layer: 'port',
    answer: 'note',
    say: 'Your vendor asks for License Server {{about}} or newer before a dongle may move.',
    next: 'Install the newest one in the place of this one. What it knows stays, and seats are served as before.',
  },
  'license-server-silent': {
    layer: 'port',
    answer: 'fail',
    say: 'Nothing answers at {{about}}.',
    next: 'Start the License Server on this machine. If it ends at once, its log in the data folder says why.',
  },
  'port-foreign': {
    layer: 'port',
    answer: 'fail',
    say: 'Another program answers at {{about}}.',
    next: 'Stop that program, or give the License Server another port with UNDONGLE_LICENSE_SERVER_PORT.',
  },

  'disk-ok': { layer: 'disk', answer: 'pass', say: 'The journal can be written, and {{about}} MB are free.', next: '' },
  'disk-low': {
    layer: 'disk',
    answer: 'fail',
    say: 'Only {{about}} MB are free on the disk of the data folder.',
    next: 'Free some space. No dongle is touched before its receipt is sure to fit.',
  },
  'journal-failed': {
    layer: 'disk',
    answer: 'fail',
    say: '{{about}}',
    next: 'Free some space, or check the disk and who may write to the data folder. What was confirmed before is kept.',
  },

  'clock-right': { layer: 'clock', answer: 'pass', say: 'The clock can be trusted.', next: '' },
  'clock-off': {
    layer: 'clock',
    answer: 'fail',
    say: 'The clock of this machine is {{about}} minutes away from that of the license cloud.',
    next: 'Set date, time and time zone, best by the network.',
  },
  'clock-behind': {
    layer: 'clock',
    answer: 'fail',
    say: 'The clock of this machine was set back.',
    next: 'Set date and time. Until then leases run on the time that has passed.',
  },
  'clock-needs-contact': {
    layer: 'clock',
    answer: 'fail',
    say: 'The clock of this machine cannot be trusted any more.',
    next: 'Set date and time, and connect this machine to the license cloud once.',
  },

  'cloud-answers': { layer: 'network', answer: 'pass', say: 'The license cloud answers at {{about}}.', next: '' },
  'network-leads': { layer: 'network', answer: 'pass', say: 'The network leads to {{about}}.', next: '' },
  'name-unknown': {
    layer: 'network',
    answer: 'fail',
    say: 'The name of {{about}} is not known to this network.',
    next: 'Check the network cable or the wireless network, then the DNS settings of this machine.',
  },
  'connection-refused': {
    layer: 'network',
    answer: 'fail',
    say: 'Nobody takes the connection at {{about}}.',
    next: 'Check the address of the license cloud, and whether a firewall of this machine forbids the connection.',
  },
  'timed-out': {
    layer: 'network',
    answer: 'fail',
    say: 'No answer from {{about}} in time.',
    next: 'Check the network. A firewall that drops connections without a word looks like this too.',
  },
  'certificate-refused': {
    layer: 'network',
    answer: 'fail',
    say: 'The certificate of {{about}} is not one that this machine trusts.',
    next: 'Check the clock first. If it is right, a firewall of your company may look into the connection: ask who runs it.',
  },
  'cloud-down': {
    layer: 'network',
    answer: 'fail',
    say: 'The license cloud at {{about}} is out of order for the moment.',
    next: 'Wait: it is tried again by itself, and machines work on by their leases meanwhile.',
  },
  'network-failed': {
    layer: 'network',
    answer: 'fail',
    say: 'The connection to {{about}} broke off.',
    next: 'Check the network of this machine, then try again.',
  },

  'nothing-between': { layer: 'proxy', answer: 'pass', say: 'It is the license cloud itself that answers.', next: '' },
  'other-answer': {
    layer: 'proxy',
    answer: 'fail',
    say: 'Something else answers at {{about}} in the place of the license cloud.',
    next: 'It may be a proxy, a firewall, or the sign-in page of a guest network. Open the address in a browser to see it.',
  },
  'between-unknown': {
    layer: 'proxy',
    answer: 'unknown',
    say: 'What stands between is not known while nothing answers.',
    next: '',
  },

  'signed-in': { layer: 'account', answer: 'pass', say: 'Signed in to {{about}}.', next: '' },
  'signed-out': {
    layer: 'account',
    answer: 'fail',
    say: 'This License Server is not signed in.',
    next: 'Sign in under ONLINE LICENSING, or with undongle sign-in.',
  },
  'sign-in-waiting': {
    layer: 'account',
    answer: 'fail',
    say: 'A sign-in waits for its approval.',
    next: 'Enter the code that ONLINE LICENSING shows, on the sign-in page.',
  },
  'account-refused': {
    layer: 'account',
    answer: 'fail',
    say: 'The license cloud refuses this License Server: {{about}}',
    next: 'Sign in again under ONLINE LICENSING.',
  },
  'account-unknown': {
    layer: 'account',
    answer: 'unknown',
    say: 'Signed in to {{about}}; whether the cloud agrees is not known while it does not answer.',
    next: '',
  },

  'licenses-usable': { layer: 'entitlement', answer: 'pass', say: 'Licenses that can be used: {{about}}.', next: '' },
  'no-licenses': {
    layer: 'entitlement',
    answer: 'fail',
    say: 'Your company has no license in the cloud, and no dongle here holds one.',
    next: 'Plug in a dongle, enter an activation code, or contact support.',
  },
  'licenses-ended': {
    layer: 'entitlement',
    answer: 'fail',
    say: 'Every license has ended: {{about}}.',
    next: 'Renew them as usual. A renewal arrives here by itself.',
  },
  'licenses-unknown': {
    layer: 'entitlement',
    answer: 'unknown',
    say: 'What your company may use is not known before this License Server is signed in.',
    next: '',
  },

  'service-on': { layer: 'service', answer: 'pass', say: 'It is switched on.', next: '' },
  'service-off': {
    layer: 'service',
    answer: 'note',
    say: 'It is switched off, so no dongle is read.',
    next: 'Switch it on under DONGLE if a dongle is to be used or moved.',
  },

  'drivers-work': { layer: 'driver', answer: 'pass', say: 'Working: {{about}}.', next: '' },
  'driver-fails': {
    layer: 'driver',
    answer: 'fail',
    say: 'Not working: {{about}}.',
    next: 'Install the driver of your dongle again, or a newer one, and restart the License Server.',
  },
  'other-driver-fails': {
    layer: 'driver',
    answer: 'note',
    say: 'Not working, though a dongle can be read without it: {{about}}.',
    next: 'Install it again if another dongle is not seen.',
  },
  'no-driver': {
    layer: 'driver',
    answer: 'note',
    say: 'No driver for dongles was found on this machine.',
    next: 'Install the driver that came with your dongle. Without a dongle none is needed.',
  },
  'driver-unknown': {
    layer: 'driver',
    answer: 'unknown',
    say: 'Drivers are looked at while the dongle service is on.',
    next: '',
  },

  'dongles-ready': { layer: 'usb', answer: 'pass', say: 'Readable: {{about}}.', next: '' },
  'dongle-fails': {
    layer: 'usb',
    answer: 'fail',
    say: '{{about}}',
    next: 'DONGLE says of each dongle what to do. Another port, without a hub between, often helps.',
  },
  'dongle-unread': {
    layer: 'usb',
    answer: 'note',
    say: 'Seen, but nothing here reads it: {{about}}.',
    next: 'DONGLE says what its maker’s software is called, and where to get it.',
  },
  'no-dongle': {
    layer: 'usb',
    answer: 'note',
    say: 'No dongle is seen.',
    next: 'If one is plugged in: try another port, without a hub between, and look whether its lamp is on.',
  },
  'usb-unknown': {
    layer: 'usb',
    answer: 'unknown',
    say: 'Dongles are looked for while the dongle service is on.',
    next: '',
  },

  'no-seat-refused': { layer: 'seat', answer: 'pass', say: 'No application of this machine was refused.', next: '' },
  'seat-refused': {
    layer: 'seat',
    answer: 'fail',
    say: 'The last application was refused. {{about}}',
    next: 'Do what it says, then start the application again.',
  },
} as const satisfies Record<string, Row>

export const findingCodes = Object.keys(findings) as [keyof typeof findings, ...(keyof typeof findings)[]]
