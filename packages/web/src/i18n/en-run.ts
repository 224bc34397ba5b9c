/** A transfer under way: where it stands, what can be used meanwhile, what it waits for, and what a person can do. */
export const runWords = {
  run: {
    title: 'Transfer of dongle {{label}}',
    titlePercent: '{{percent}} %',
    progress: 'Progress of the transfer',
    elapsed: 'Running for {{time}}',
    usual: 'Usually about {{count}} min',
    slower: 'Slower than usual. Nothing is lost, and you need not do anything.',
    safeToClose: 'Closing this page is safe: the License Server goes on without it.',
    keepIn: 'Leave the dongle plugged in.',
    leaveOut: 'The dongle is not needed any more for this.',
    noReturn: 'Point of no return: from here on the transfer is finished, not taken back.',
    resumed: 'Went on by itself after a restart.',
    polling: 'Live progress is interrupted; this page asks every few seconds instead.',
    phaseState: { done: 'Done', active: 'In progress', todo: 'To do', waiting: 'Waiting' },
    tryNow: 'Try again now',
    meanwhile: {
      'on-dongle': 'The licenses can be used meanwhile.',
      'off-dongle': 'Unavailable now: the licenses have left the dongle and are about to be active in the cloud.',
      'may-be-off':
        'The dongle may have given its licenses away already. They can be used again when this is known; nothing is lost.',
      'by-permit':
        'Applications here go on with the dongle: this machine’s permit is valid until {{time}}. Leave the dongle plugged in for as long as they use it.',
      'by-permit-unplugged':
        'The transfer does not need the dongle. Applications here do: plug dongle {{serial}} in again to use it meanwhile, by this machine’s permit until {{time}}.',
      provisional: 'Applications here are served from the cloud for the time being.',
      'no-permit':
        'This machine holds no permit for the dongle, so applications here get nothing from it until this transfer is over.',
      'given-back':
        'This machine has given its permit back. Until the cloud answers, an application that starts here may be refused; nothing is lost.',
    },
    beside: 'At the same time',
    cancel: {
      ask: 'Cancel this transfer',
      A: 'Until the dongle has given its licenses away, this transfer can be cancelled. The dongle writes so, the cloud is told, and only then is it cancelled.',
      B: 'Until the last permit is given back, this transfer can be cancelled. The cloud ends it for every machine that takes part, and machines get permits again.',
      asked:
        'Being cancelled: the dongle writes so, then the cloud is told. If the dongle has given its licenses away before, the transfer is finished instead.',
    },
  },
  wait: {
    dongle: {
      title: 'Put dongle {{label}} back',
      say: 'Plug dongle {{label}}, serial {{serial}}, in again, here or on any other machine that sees it. Nothing is lost and nothing ends by a clock.',
    },
    'dongle-service': {
      title: 'Safe, still finishing: the dongle service is switched off',
      say: 'Switch it on under DONGLE, so that dongle {{label}} can be reached. Nothing is lost.',
    },
    'dongle-held': {
      title: 'Safe, still finishing: waiting for dongle {{label}}',
      say: 'It is plugged in but does not answer as it should. It is tried again by itself; nothing is lost.',
    },
    pin: {
      title: 'The dongle asks for its PIN',
      say: 'Enter the PIN of dongle {{label}} to go on. Nothing is lost.',
      action: 'Go on',
    },
    cloud: {
      title: 'Safe, still finishing: waiting for the license cloud',
      say: 'It cannot be reached now. It is tried again by itself, more and more seldom, without end.',
    },
    courier: {
      title: 'Safe, still finishing: waiting for the courier',
      say: 'Its next message to the license cloud stands in the request file. Carry it, and bring the answer back; the dongle may wait meanwhile.',
    },
    'cloud-restored': {
      title: 'Safe, still finishing: waiting for the license cloud',
      say: 'The cloud has not said yet that the permits are all back. After a restore it first asks every machine what it holds. It goes on by itself.',
    },
    held: {
      title: 'Safe, still finishing',
      say: 'What holds it up stands below. It is tried again by itself, more and more seldom, without end.',
    },
    'sign-in': {
      title: 'Sign in again',
      say: 'This License Server has to be signed in to go on. Nothing is lost.',
      action: 'To ONLINE LICENSING',
    },
    confirmation: {
      title: 'Confirm once more',
      say: 'The licenses were reserved a while ago. Shall the transfer go on?',
      action: 'Go on with the transfer',
    },
    'plan-changed': {
      title: 'The plan has changed',
      say: 'This is what would happen now. It goes on only if you confirm it; otherwise cancel it.',
    },
    permits: {
      title: 'Waiting for the permits of other machines',
      say: 'Dongle {{label}} cannot be written, so the cloud waits until no other machine may use it. No new permits are given meanwhile.',
      holder: '{{name}}: until {{time}}, if it is not given back before',
      thisMachine: 'This machine: until {{time}}, if it is not given back before',
      how: 'To go on now, give the permit back on that machine: on its DONGLE page, or with undongle permit give-back {{serial}}.',
      howHere: 'To go on now, give the permit of this machine back on its DONGLE page.',
      toDongle: 'To DONGLE',
      byItself: 'Otherwise the transfer goes on by itself, at {{time}} at the latest. You need not do anything.',
    },
    'own-permit': {
      title: 'Waiting for the permit of this machine',
      say: 'Another machine began this transfer of dongle {{label}}, and only this one may still use the dongle.',
    },
    owner: {
      title: 'The cloud waits for objections',
      say: 'Only the serial of dongle {{label}} is known, and a serial proves little. Its registered owner has been told.',
      until: 'Until {{time}} the registered owner may object. After that it goes on by itself.',
    },
    seats: {
      title: 'Waiting until nobody works with the licenses',
      say: 'The transfer of dongle {{label}} has not begun. It begins by itself when these applications are closed, and it can be begun now: they keep their seats.',
    },
    time: {
      title: 'Waiting for the time you chose',
      say: 'The transfer of dongle {{label}} has not begun. Applications that run then keep their seats.',
    },
    support: { title: 'Support has to look at this', say: 'Nothing is lost. Tell support this transfer id: {{id}}.' },
  },
} as const
