/** Where a person looks who is stuck or new: doctor, guide, settings; and one sentence for each page of the wizard [Q80]. */
export const helpWords = {
  help: {
    menu: { settings: 'SETTINGS', doctor: 'DOCTOR', guide: 'Step-by-step guide' },
    /** [Q85] */
    whyMove:
      'A dongle breaks or gets lost, and its licenses with it. In your company’s account they are safe, work without a dongle, and renewals arrive by themselves.',
    toDoctor: 'What is wrong? Ask the DOCTOR',
    toGuide: 'Read the step-by-step guide',
    servedBy:
      'Applications on this machine get their licenses from this License Server, signed in to {{company}}. They need no dongle for those in the cloud.',
  },
  nothingYet: {
    list: 'Ways to a license',
    say: 'Neither a dongle in this machine nor the account of your company, as far as it is known here, has a license.',
    plugIn: 'Plug in a dongle',
    code: 'Enter an activation code',
    lost: 'Report a lost or broken dongle',
    lostTopic: 'a lost or broken dongle',
  },
  host: {
    waits: 'Your application waits for this',
    ready: 'Your application can go on',
    back: 'Back to the application',
    goBack: 'Go back to your application.',
  },
  scan: { label: 'QR code of the sign-in page with this code', say: 'Or scan this with a phone.' },
  does: {
    transfer: 'Moves licenses from a dongle into the account of your company.',
    check: 'Every rule of your vendor is looked at. Nothing changes yet.',
    review: 'See what would move, and confirm it. Nothing changes before you press the last button.',
    run: 'The licenses move now. This page shows each step as it happens.',
    result: 'What came of it, what to do now, and the proof to keep.',
    gone: 'The page was for a dongle that has been taken out.',
  },
  doctorPage: {
    title: 'Doctor',
    subtitle:
      'Looks at everything this License Server stands on, and says where to begin when something does not work.',
    again: 'Look again',
    checkedAt: 'Looked at {{time}}',
    list: 'What was found',
    nothing: 'Nothing fails',
    nothingSay:
      'Everything that was looked at works. If an application still does not start, contact support with the file below.',
    begin: 'Begin with: {{layer}}',
    answers: { pass: 'Good', note: 'Worth knowing', fail: 'Fails', unknown: 'Not known' },
    silent:
      'The License Server itself does not answer. Start it on this machine. In a terminal, undongle doctor looks at it from outside.',
    bundle: 'A file for support',
    bundleSay: 'It saves support from asking. It holds this and nothing else; PINs, passwords and keys are not in it:',
    save: 'Save the file',
    saved: 'Saved as {{name}}. Send it to support, or attach it to your case.',
  },
  settingsPage: {
    title: 'Settings',
    subtitle: 'How this License Server serves this machine and its network.',
    wayBack: 'Back to the dongle',
    wayBackSay: 'For some days after a transfer the dongle works too. The switch takes the licenses from it again.',
    noWayBack:
      'Nothing can be switched back now: either nothing has moved from a dongle that is plugged in, or its days are over, or your vendor gives none.',
    network: 'Other machines of the network',
    lan: 'Serve the machines of the network',
    lanSay: 'While it is switched off, only this machine is served. These pages are never shown to the network.',
    lanAt: 'Served at',
    lanNodes: 'Machines that have joined',
    token: 'Show the join token',
    tokenSay: 'Whoever has it can use licenses through this License Server. Hand it on like a password.',
    copyToken: 'Copy the join token',
    replaceToken: 'Make a new one',
    replaceSay: 'The one before lets nobody in any more; machines that have joined stay.',
    offline: 'Without a network',
    offlineSay_one: '{{line}}: applications run for up to {{count}} day.',
    offlineSay_other: '{{line}}: applications run for up to {{count}} days.',
    offlineNever: '{{line}}: applications need the license cloud each time.',
    offlineBy: 'Your vendor decides this for each product line.',
    noLines: 'Not known yet: it comes with the first contact to the license cloud.',
    about: 'About',
    version: 'Version',
    cloud: 'License cloud',
    company: 'Signed in to',
    port: 'Page',
    toSignIn: 'To ONLINE LICENSING',
  },
  guidePage: {
    title: 'Move your licenses step by step',
    subtitle: 'For whoever holds the dongle. It takes a few minutes, and nothing changes before you confirm it.',
    why: 'Why move?',
    steps: {
      before: {
        title: 'Before you begin',
        say: 'Have the dongle at hand, and its PIN if it has one. You need an account in your company; a new one begins with a link that your vendor sends.',
      },
      signIn: {
        title: '1. Sign in',
        say: 'Open ONLINE LICENSING and press Sign in. Enter the code that appears on the sign-in page, on this machine or on your phone, and approve it.',
        action: 'To ONLINE LICENSING',
      },
      dongle: {
        title: '2. Plug in the dongle',
        say: 'Open DONGLE and switch ENABLE DONGLE on. The dongle appears by itself, with its licenses.',
        action: 'To DONGLE',
      },
      check: {
        title: '3. Look at the rules',
        say: 'Each line is green or red. A red line says why, and what to do. Choose TRANSFER when nothing is red.',
        action: 'To TRANSFER',
      },
      review: {
        title: '4. Read and confirm',
        say: 'You see which license moves and which stays, and into which company. Read what stands above the button, tick the box, and press it.',
      },
      run: {
        title: '5. Wait a moment',
        say: 'Leave the dongle plugged in until the page says otherwise. You may close the page: it goes on without it. If the dongle is pulled or the network fails, nothing is lost.',
      },
      result: {
        title: '6. Keep the certificate',
        say: 'The last page says what came of it, and whether you may take the dongle out. Save the certificate. HOME shows all licenses, wherever they are.',
        action: 'To HOME',
      },
    },
    stuck: 'If something does not work',
    stuckSay:
      'The DOCTOR looks at everything and says where to begin. Support can be reached at any time, signed in or not.',
    toDoctor: 'To the DOCTOR',
  },
} as const
