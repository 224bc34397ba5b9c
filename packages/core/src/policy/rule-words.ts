import type { RuleAnswer } from './rule.ts'

interface Row {
  readonly answer: RuleAnswer['answer']
  readonly say: string
  /** Empty where there is nothing to do. */
  readonly next: string
}

const signIn = 'Sign in under ONLINE LICENSING.'
const enable = 'Enable the dongle service.'

/**
 * Everything that the rules of a policy can find [Q22]: the command line says it from here, a page by its code in its own language. In
 * double braces: what it is about.
 */
export const ruleFindings = {
  'dongle-right': { answer: 'pass', say: '1 dongle is plugged in.', next: '' },
  'dongles-right': { answer: 'pass', say: '{{number}} dongles are plugged in.', next: '' },
  'no-dongle': {
    answer: 'fail',
    say: 'No dongle is plugged in.',
    next: 'Plug it in. Exactly {{exactly}} may be plugged in.',
  },
  'dongles-too-few': {
    answer: 'fail',
    say: 'Dongles that are plugged in: {{dongles}}.',
    next: 'Plug in exactly {{exactly}}.',
  },
  'dongles-too-many': {
    answer: 'fail',
    say: '{{number}} dongles are plugged in: {{dongles}}.',
    next: 'Leave exactly {{exactly}} plugged in and unplug the others.',
  },

  'driver-silent': { answer: 'unknown', say: 'The dongle driver has not answered yet.', next: enable },
  'driver-new-enough': { answer: 'pass', say: 'Driver {{driver}} {{version}} is new enough.', next: '' },
  'driver-too-old': {
    answer: 'fail',
    say: 'Driver {{driver}} {{version}} is older than {{needed}}.',
    next: 'Install driver version {{needed}} or newer.',
  },

  'machine-unknown': { answer: 'unknown', say: 'Where the dongle is plugged in is not known yet.', next: enable },
  'this-machine': { answer: 'pass', say: 'The dongle is plugged into this machine.', next: '' },
  'another-machine': {
    answer: 'fail',
    say: 'The dongle is plugged into another machine.',
    next: 'Plug it into the machine that runs this License Server.',
  },

  'license-server-new-enough': { answer: 'pass', say: 'License Server {{version}} is new enough.', next: '' },
  'license-server-too-old': {
    answer: 'fail',
    say: 'License Server {{version}} is older than {{needed}}.',
    next: 'Update the License Server to {{needed}} or newer.',
  },

  'cloud-not-asked': { answer: 'unknown', say: 'The license cloud has not answered yet.', next: 'Wait a moment.' },
  'cloud-answers': { answer: 'pass', say: 'The license cloud answers.', next: '' },
  'cloud-silent': {
    answer: 'fail',
    say: 'The license cloud cannot be reached.',
    next: 'Check the network of this machine, then check again.',
  },

  'signed-in': { answer: 'pass', say: 'Signed in as {{user}}.', next: '' },
  'signed-out': { answer: 'fail', say: 'Nobody is signed in to online licensing.', next: signIn },

  'assignment-unknown': { answer: 'unknown', say: 'Whom the dongle is assigned to is not known yet.', next: signIn },
  'own-company': { answer: 'pass', say: 'The dongle is assigned to your company.', next: '' },
  'no-company': { answer: 'pass', say: 'No contract assigns the dongle to another company.', next: '' },
  'other-company': {
    answer: 'fail',
    say: 'The dongle is assigned to another company than yours.',
    next: 'Sign in with that company’s account, or ask {{support}} to align the accounts.',
  },

  'target-unchecked': {
    answer: 'unknown',
    say: 'The target username has not been checked yet.',
    next: 'Enter the username that will own the licenses.',
  },
  'target-in-company': { answer: 'pass', say: '{{user}} belongs to your company.', next: '' },
  'target-elsewhere': {
    answer: 'fail',
    say: '{{user}} does not belong to your company.',
    next: 'Enter a username of your own company.',
  },

  'switch-unknown': { answer: 'unknown', say: 'Whether this dongle may move is not known yet.', next: signIn },
  'switched-on': { answer: 'pass', say: 'The vendor allows this dongle to move.', next: '' },
  'switched-off': {
    answer: 'fail',
    say: 'The vendor has switched the transfer of this dongle off.',
    next: 'Ask {{support}}.',
  },

  'wave-unknown': { answer: 'unknown', say: 'The date of your wave is not known yet.', next: signIn },
  'wave-open': { answer: 'pass', say: 'Your wave is open.', next: '' },
  'wave-without-date': {
    answer: 'fail',
    say: 'No date is set for your wave.',
    next: 'You will be told. The dongle keeps working.',
  },
  'wave-to-come': {
    answer: 'fail',
    say: 'Your wave opens on {{day}}.',
    next: 'Come back then. The dongle keeps working, do not throw it away.',
  },

  'evaluation-dongle': {
    answer: 'fail',
    say: 'This is an evaluation dongle.',
    next: 'Plug in a dongle of the vendor.',
  },
  'production-dongle': { answer: 'pass', say: 'This is a dongle for production use.', next: '' },

  'contract-unknown': {
    answer: 'unknown',
    say: 'The licenses have not been compared with the contract yet.',
    next: signIn,
  },
  'generation-fine': { answer: 'pass', say: 'Every license is of a generation that can move.', next: '' },
  'generation-holds': {
    answer: 'fail',
    say: 'Perpetual licenses of an old generation cannot move: {{licenses}}.',
    next: 'Renew them with {{support}}.',
  },
  'generation-stays': {
    answer: 'pass',
    say: 'Perpetual licenses of an old generation cannot move: {{licenses}}. They stay on the dongle.',
    next: 'Renew them with {{support}}.',
  },
  'contract-fine': { answer: 'pass', say: 'Every license is backed by a contract.', next: '' },
  'contract-holds': {
    answer: 'fail',
    say: 'No contract backs: {{licenses}}.',
    next: 'Ask about a contract at {{support}}.',
  },
  'contract-stays': {
    answer: 'pass',
    say: 'No contract backs: {{licenses}}. They stay on the dongle.',
    next: 'Ask about a contract at {{support}}.',
  },
  'trial-registered-fine': { answer: 'pass', say: 'No unregistered trial is on the dongle.', next: '' },
  'trial-registered-holds': {
    answer: 'fail',
    say: 'A trial is not registered with the vendor: {{licenses}}.',
    next: 'Ask to register it at {{support}}.',
  },
  'trial-registered-stays': {
    answer: 'pass',
    say: 'A trial is not registered with the vendor: {{licenses}}. They stay on the dongle.',
    next: 'Ask to register it at {{support}}.',
  },
  'reseller-confirmed-fine': { answer: 'pass', say: 'No license waits for a reseller.', next: '' },
  'reseller-confirmed-holds': {
    answer: 'fail',
    say: 'Your reseller has not confirmed yet: {{licenses}}.',
    next: 'Ask your reseller, or {{support}}.',
  },
  'reseller-confirmed-stays': {
    answer: 'pass',
    say: 'Your reseller has not confirmed yet: {{licenses}}. They stay on the dongle.',
    next: 'Ask your reseller, or {{support}}.',
  },
  /** Where the reseller is known, the next step is the customer's own one [Q24]. */
  'own-reseller-holds': {
    answer: 'fail',
    say: 'Your reseller has not confirmed yet: {{licenses}}.',
    next: 'Ask your reseller {{reseller}} to confirm.',
  },
  'own-reseller-stays': {
    answer: 'pass',
    say: 'Your reseller has not confirmed yet: {{licenses}}. They stay on the dongle.',
    next: 'Ask your reseller {{reseller}} to confirm.',
  },
} as const satisfies Record<string, Row>

export type RuleFinding = keyof typeof ruleFindings
