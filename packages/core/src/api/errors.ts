interface ErrorRow {
  readonly status: number
  readonly say: string
  readonly next: string
}

/** Every coded "no" of the two APIs. The reference page, the command line and the web's messages are built from this table. */
export const apiErrors = {
  // Asking
  'request-invalid': {
    status: 422,
    say: 'Something in the request is not right.',
    next: 'Correct the places named and send it again.',
  },
  'request-too-large': { status: 413, say: 'The request is too large.', next: 'Send less at once.' },
  'not-found': { status: 404, say: 'There is no such thing here.', next: 'Check the address or the id.' },
  'rate-limited': {
    status: 429,
    say: 'Too many requests in a short time.',
    next: 'Wait as long as Retry-After says, then try again.',
  },
  'internal-error': {
    status: 500,
    say: 'Something went wrong on our side.',
    next: 'Try again: a repeat never moves a license twice. If it stays, contact support with the request id.',
  },
  'disk-full': { status: 507, say: 'The disk is full.', next: 'Free some space, then try again. Nothing was lost.' },
  // Who asks
  'not-signed-in': { status: 401, say: 'Nobody is signed in.', next: 'Sign in, then try again.' },
  'sign-in-refused': {
    status: 401,
    say: 'E-mail address or password is wrong.',
    next: 'Enter them again, or ask for a new set-up link.',
  },
  'sign-in-slowed': {
    status: 429,
    say: 'Too many wrong passwords in a row.',
    next: 'Wait as long as Retry-After says, then try again.',
  },
  'set-up-link-refused': {
    status: 410,
    say: 'This set-up link was used before, has ended, or is not one of ours.',
    next: 'Ask for a new set-up link.',
  },
  'device-code-unknown': {
    status: 404,
    say: 'No machine waits for this code.',
    next: 'Check the code on the License Server page, or start its sign-in again.',
  },
  'device-code-decided': {
    status: 409,
    say: 'This code was approved, denied, or taken by somebody else.',
    next: 'Start the sign-in on the License Server page again.',
  },
  'not-allowed': { status: 403, say: 'Your role does not allow this.', next: 'Ask an administrator of your company.' },
  'origin-refused': {
    status: 403,
    say: 'The request came from a foreign page.',
    next: 'Open the page of this server itself.',
  },
  'host-refused': {
    status: 421,
    say: 'The request named another host.',
    next: 'Use the address this server printed when it started.',
  },
  'machine-unknown': {
    status: 401,
    say: 'This License Server is not registered any more.',
    next: 'Sign in again under ONLINE LICENSING.',
  },
  'machine-revoked': {
    status: 403,
    say: 'This License Server was signed out by your company, or its sign-in was copied.',
    next: 'Sign in again under ONLINE LICENSING: it makes itself a new key.',
  },
  'proof-refused': {
    status: 401,
    say: 'The machine’s proof of its key was not accepted.',
    next: 'Check the clock of this machine, then try again.',
  },
  'refresh-reused': {
    status: 401,
    say: 'An old sign-in was used again, so this License Server was signed out.',
    next: 'Sign in again under ONLINE LICENSING. If this repeats, the machine may have been copied.',
  },
  'company-not-chosen': { status: 409, say: 'You belong to several companies.', next: 'Choose the company first.' },
  // Transfers
  'transfer-id-reused': {
    status: 409,
    say: 'This transfer id belongs to another dongle.',
    next: 'Start a new transfer.',
  },
  'transfer-unknown': {
    status: 404,
    say: 'There is no such transfer.',
    next: 'Check the id, or look at the list of transfers.',
  },
  'plan-changed': {
    status: 409,
    say: 'The plan has changed since you confirmed it.',
    next: 'Look at the new plan and confirm it again.',
  },
  busy: {
    status: 409,
    say: 'Another company has an open transfer of this dongle.',
    next: 'Contact support. The dongle keeps working meanwhile.',
  },
  'company-frozen': {
    status: 409,
    say: 'Transfers of this company are stopped: its records contradict each other.',
    next: 'Contact support. Nothing was lost, and trying again later is safe.',
  },
  superseded: {
    status: 409,
    say: 'A newer certificate has replaced this one.',
    next: 'Use the newer certificate. Nothing was lost.',
  },
  'nonce-stale': {
    status: 409,
    say: 'The dongle’s statement is out of date.',
    next: 'Try again: a new statement is made.',
  },
  'cancel-too-late': {
    status: 409,
    say: 'The dongle has given its licenses away already: this transfer can only be finished.',
    next: 'Nothing to do: it goes on by itself.',
  },
  'cancel-unproven': {
    status: 409,
    say: 'The dongle does not show that this transfer is over.',
    next: 'Keep the dongle plugged in and try again.',
  },
  'cancel-needs-certificate': {
    status: 409,
    say: 'The certificate of the dongle’s transfer before this one is not here yet.',
    next: 'Connect to the license cloud: it is fetched by itself. Nothing is lost.',
  },
  'person-needed': {
    status: 403,
    say: 'Only a person who is signed in by name may declare this.',
    next: 'Sign in with your own e-mail address: a token is nobody in particular.',
  },
  'second-person-needed': {
    status: 409,
    say: 'Who proposed this cannot approve it.',
    next: 'Ask another operator to approve it.',
  },
  'proposal-unknown': {
    status: 404,
    say: 'Nobody has proposed this.',
    next: 'Propose it first, with the reason; another operator approves it then.',
  },
  'force-too-early': {
    status: 409,
    say: 'A transfer can be finished without its dongle only 14 days after its order.',
    next: 'Wait, and look for the dongle: as soon as any License Server sees it, the transfer goes on by itself.',
  },
  'force-refused': {
    status: 409,
    say: 'This transfer does not wait for its dongle.',
    next: 'Look at it again: it may have been finished or cancelled meanwhile.',
  },
  'correction-refused': {
    status: 409,
    say: 'The licenses of this transfer are no longer where it brought them.',
    next: 'Look at its newer certificate, and correct that one.',
  },
  'transfer-finished': {
    status: 409,
    say: 'This transfer is finished.',
    next: 'Look at its result.',
  },
  'target-user-unknown': {
    status: 409,
    say: 'The target username does not belong to your company.',
    next: 'Enter a username of your own company.',
  },
  'cancel-refused': {
    status: 409,
    say: 'This transfer can no longer be called off.',
    next: 'Let it finish: what it moves arrives in your account.',
  },
  // Dongles that can only be read
  'possession-unproven': {
    status: 409,
    say: 'A serial alone does not prove that you have this dongle.',
    next: 'Try again three days after it was first plugged in here. It keeps working meanwhile.',
  },
  'dongle-of-other-company': {
    status: 409,
    say: 'This dongle belongs to another company.',
    next: 'Sign in with that company’s account, or contact support.',
  },
  'permit-draining': {
    status: 409,
    say: 'The licenses of this dongle are on their way into your account, so no machine may begin to use it.',
    next: 'Wait for the transfer to finish, or call it off. Nothing is lost.',
  },
  'permit-moved': {
    status: 409,
    say: 'The licenses of this dongle are in your account.',
    next: 'Use them from there: this dongle is no longer needed.',
  },
  'permit-provisional': {
    status: 409,
    say: 'Provisional leases still serve in the place of this dongle.',
    next: 'Give them back, or wait until they end. Nothing is lost.',
  },
  'epoch-changed': {
    status: 409,
    say: 'The license cloud was restored from a backup since this License Server last spoke to it.',
    next: 'Nothing to do: the License Server checks in by itself and tries again.',
  },
  'epoch-running': {
    status: 409,
    say: 'The license cloud was restored from a backup and waits until every machine has checked in.',
    next: 'Keep your License Servers running: it goes on by itself, after ten days and three hours at the latest.',
  },
  'machines-unheard': {
    status: 409,
    say: 'The license cloud was restored from a backup, and not every License Server has said since what it holds.',
    next: 'Start each License Server that was ever signed in once, with the network. A certificate that only one of them has would be contradicted.',
  },
  'permit-needed': {
    status: 409,
    say: 'This machine has no permit to use the dongle.',
    next: 'Connect this machine to the license cloud once, signed in: it gets one by itself.',
  },
  'permit-ended': {
    status: 409,
    say: 'The permit by which this machine used the dongle has ended.',
    next: 'Connect this machine to the license cloud once: it is renewed by itself.',
  },
  'no-way-back': {
    status: 409,
    say: 'This dongle cannot be used in the place of the cloud.',
    next: 'There is a way back only while the declared days of a transfer last, with its dongle plugged in.',
  },
  // Signed things
  'reading-malformed': {
    status: 422,
    say: 'What was read from the dongle is not a whole, signed state.',
    next: 'Unplug the dongle, plug it in again and read it again.',
  },
  'list-refused': {
    status: 422,
    say: 'The dongle’s license list was not signed by this vendor.',
    next: 'Contact support: the dongle may be of another vendor.',
  },
  'attestation-refused': {
    status: 422,
    say: 'The dongle did not prove that it is here.',
    next: 'Keep the dongle plugged in and try again.',
  },
  'order-refused': {
    status: 422,
    say: 'The order was not signed by this cloud, or it is another one.',
    next: 'Start again from the preview. Trying again is safe.',
  },
  'receipt-refused': {
    status: 422,
    say: 'The receipt is not the dongle’s answer to this order.',
    next: 'Read the dongle again: the right receipt is on it.',
  },
  'dongle-rolled-back': {
    status: 409,
    say: 'The dongle shows an older state than it had before.',
    next: 'Keep it plugged in: the License Server puts it right by itself. The licenses in your account stay where they are.',
  },
  'dongle-blocked': {
    status: 409,
    say: 'This dongle is blocked: its transfer was finished without it.',
    next: 'Use the licenses from your account. Contact support if the dongle was not lost.',
  },
  'dongle-key-changed': {
    status: 409,
    say: 'A dongle with this serial and another key is already known.',
    next: 'Contact support: one of the two is a copy.',
  },
  'signature-unsupported': {
    status: 501,
    say: 'This program cannot verify Ed25519 signatures.',
    next: 'Run it with Node 20.19 or newer, or in a current browser over HTTPS or on localhost.',
  },
  'document-refused': {
    status: 422,
    say: 'The signed document was not accepted.',
    next: 'Get it again from where it came.',
  },
  // Dongles at the License Server
  'dongle-service-off': {
    status: 409,
    say: 'The dongle service is switched off.',
    next: 'Switch it on with ENABLE DONGLE.',
  },
  'dongle-not-found': {
    status: 404,
    say: 'This dongle is not plugged in.',
    next: 'Plug it in, then try again. Nothing is lost.',
  },
  'dongle-removed': {
    status: 409,
    say: 'The dongle was pulled.',
    next: 'Plug it in again, here or on another machine. Nothing is lost.',
  },
  'dongle-replaced': {
    status: 409,
    say: 'Another dongle is in its place.',
    next: 'Plug in the dongle the transfer was started with.',
  },
  'dongle-busy': {
    status: 409,
    say: 'The dongle is used by another program.',
    next: 'Close that program, then try again.',
  },
  'dongle-incomplete': {
    status: 409,
    say: 'The dongle could not be read completely.',
    next: 'Unplug it, plug it in again and read it again. It is not treated as empty.',
  },
  'dongle-damaged': {
    status: 409,
    say: 'The dongle holds two different states of one generation.',
    next: 'Contact support. The stricter one counts meanwhile.',
  },
  'dongle-full': {
    status: 409,
    say: 'The dongle has no room for the transfer.',
    next: 'Contact support. The dongle was not touched.',
  },
  'dongle-read-only': {
    status: 409,
    say: 'The dongle cannot be written.',
    next: 'Contact support: this dongle moves in another way.',
  },
  'dongle-foreign': { status: 409, say: 'This token holds nothing of Undongle.', next: 'Plug in the vendor’s dongle.' },
  'dongle-order-mismatch': {
    status: 409,
    say: 'The dongle has moved on since this order was made.',
    next: 'Start again from the preview. Trying again is safe.',
  },
  'driver-unavailable': {
    status: 503,
    say: 'The dongle driver cannot work on this machine.',
    next: 'See the driver’s reason on the DONGLE page.',
  },
  'driver-timed-out': {
    status: 504,
    say: 'The dongle driver did not answer in time.',
    next: 'Unplug the dongle, plug it in again, then try again. Nothing is lost.',
  },
  'pin-needed': { status: 409, say: 'The dongle asks for its PIN.', next: 'Enter the PIN of the dongle.' },
  'pin-wrong': {
    status: 409,
    say: 'The PIN is wrong.',
    next: 'Enter it again. How many tries are left is not told by this dongle.',
  },
  'pin-wrong-few-left': {
    status: 409,
    say: 'The PIN is wrong, and few tries are left.',
    next: 'Make sure of the PIN before you enter it again.',
  },
  'pin-last-try': {
    status: 409,
    say: 'Only one try is left before the dongle locks.',
    next: 'Confirm that you want to use the last try, or ask who knows the PIN.',
  },
  'pin-locked': {
    status: 409,
    say: 'The dongle has locked itself after too many wrong PINs.',
    next: 'Contact support to unlock it.',
  },
  // License Server
  'cloud-unreachable': {
    status: 503,
    say: 'The license cloud cannot be reached.',
    next: 'Try again: a repeat never moves a license twice.',
  },
  'license-server-unreachable': {
    status: 503,
    say: 'The License Server of this machine cannot be reached.',
    next: 'Start the License Server on this machine, then try again.',
  },
  'journal-full': {
    status: 507,
    say: 'The disk of this License Server is full.',
    next: 'Free some space. The dongle was not touched.',
  },
  'sign-in-pending': {
    status: 409,
    say: 'A sign-in is already waiting.',
    next: 'Finish it with the code shown, or start again.',
  },
  'clock-needs-contact': {
    status: 409,
    say: 'The clock of this machine cannot be trusted.',
    next: 'Set the clock and connect to the license cloud once.',
  },
  // Leases
  'product-unknown': {
    status: 404,
    say: 'No license for this product was found.',
    next: 'Plug in the dongle that holds it, or move it into your account.',
  },
  'cut-over': {
    status: 409,
    say: 'This version of the application no longer reads dongle licenses.',
    next: 'Move the licenses of the dongle into your account: open TRANSFER on the License Server page.',
  },
  'no-seat-free': {
    status: 409,
    say: 'All seats of this product are in use.',
    next: 'Release a seat on another machine, or wait.',
  },
  'lease-expired': {
    status: 409,
    say: 'The lease has ended without contact to the license cloud.',
    next: 'Connect this machine to the license cloud once.',
  },
  'lease-rolled-back': {
    status: 409,
    say: 'An older lease than this machine has already had was put back.',
    next: 'Connect this machine to the license cloud once. If this repeats, the machine may have been copied.',
  },
  'lease-unknown': { status: 404, say: 'There is no such lease.', next: 'Check out again.' },
  'license-ended': { status: 409, say: 'The license has ended.', next: 'Renew it with the vendor.' },
  'offline-refused': {
    status: 409,
    say: 'This product can only be used with contact to the license cloud.',
    next: 'Connect this machine to the license cloud.',
  },
} as const satisfies Record<string, ErrorRow>
export type ApiErrorCode = keyof typeof apiErrors

export const isApiErrorCode = (code: string): code is ApiErrorCode => Object.hasOwn(apiErrors, code)
