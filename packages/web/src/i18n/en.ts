import { apiErrors } from '@undongle/core/api/errors'
import { bundleWords } from '@undongle/core/doctor/bundle'
import { findings, layerWords } from '@undongle/core/doctor/words'
import { ruleFindings } from '@undongle/core/policy/rule-words'
import { disclaimerWords } from '@undongle/core/policy/words'
import { readinessTable } from '@undongle/core/readiness/words'
import { drainPhaseWords, phaseWords } from '@undongle/core/transfer/phase'
import { planReasonWords, resultWords } from '@undongle/core/transfer/words'
import { consoleWords } from './en-console.ts'
import { carriedWords } from './en-courier.ts'
import { helpWords } from './en-help.ts'
import { runWords } from './en-run.ts'
import { transferWords } from './en-transfer.ts'
import { wizardWords } from './en-wizard.ts'
import { said } from './words.ts'

/**
 * Every word on the pages, in one tree: another language supplies the same tree. What results, reasons, rules, phases,
 * disclaimers and problems say comes from core, where the command line takes it from too.
 */
export const en = {
  common: {
    cancel: 'Cancel',
    close: 'CLOSE',
    back: 'Back',
    retry: 'Try again',
    loading: 'Loading',
    copied: 'Copied',
    copyDetails: 'Copy details',
    contactSupport: 'Contact support',
    colorScheme: 'Colors',
    colors: { auto: 'As the system', light: 'Light', dark: 'Dark' },
    menu: 'Menu',
    language: 'Language',
    licenseServer: 'License Server {{version}}',
    requestId: 'Request {{id}}',
    notFound: 'There is no such page',
    notFoundSay: 'The address may be mistyped, or the page has moved.',
    toHome: 'To the first page',
    none: '–',
  },
  trouble: {
    unreachable: 'This page lost contact with its server.',
    unreachableNext: 'Nothing is lost: a running transfer goes on without this page. It tries again by itself.',
    malformed: 'The server answered in a way this page does not understand.',
    malformedNext: 'Reload the page: it may be older than the server.',
    crashed: 'This page has a fault of its own.',
    crashedNext: 'Reload the page. A running transfer goes on without it.',
    fields: 'Places to correct',
    code: 'Problem',
  },
  license: {
    product: 'License',
    line: 'Product line',
    quantity: 'Quantity',
    points_one: '{{number}} point',
    points_other: '{{number}} points',
    generation: 'Version',
    term: 'Valid until',
    perpetual: 'Perpetual',
    until: '{{day}}',
    ended: 'Ended {{day}}',
    place: 'Where it is',
    moved: 'Moved',
    wave: 'Its wave',
    inCloud: 'In the cloud',
    onDongle: 'On dongle {{serial}}',
    onSomeDongle: 'On a dongle',
    movedYes: 'Moved from dongle {{serial}}',
    bornInCloud: 'Never on a dongle',
    movedNo: 'Not moved',
    waveNow: 'Open',
    waveOpens: 'From {{day}}',
    waveNoDate: 'No date yet',
    waveDone: 'Done',
    tableLabel: 'Licenses',
    kind: {
      commercial: 'Commercial',
      educational: 'Educational',
      trial: 'Trial',
      demo: 'Demo',
      temporary: 'Temporary',
    },
  },
  certificate: {
    download: 'Download certificate',
    downloadWord: 'Download signed answer',
    say: 'The certificate proves the transfer. Anybody can verify it, without us: undongle certificate verify FILE.',
  },
  ...wizardWords,
  ...transferWords,
  ...runWords,
  ...consoleWords,
  ...helpWords,
  ...carriedWords,
  result: resultWords,
  reason: planReasonWords,
  phase: said(phaseWords, 'doing', 'done'),
  drainPhase: said(drainPhaseWords, 'doing', 'done'),
  disclaimer: disclaimerWords,
  rule: said(ruleFindings, 'say', 'next'),
  readiness: {
    ready: said(readinessTable.ready, 'say', 'next'),
    'transfer-offered': said(readinessTable['transfer-offered'], 'say', 'next'),
    'transfer-required': said(readinessTable['transfer-required'], 'say', 'next'),
    'production-stop': said(readinessTable['production-stop'], 'say', 'next'),
  },
  layer: layerWords,
  finding: said(findings, 'say', 'next'),
  bundle: bundleWords,
  problem: said(apiErrors, 'say', 'next'),
} as const
