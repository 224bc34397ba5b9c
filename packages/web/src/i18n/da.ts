import { consoleWords } from './da-console.ts'
import { carriedWords } from './da-courier.ts'
import { findings, layers } from './da-doctor.ts'
import { helpWords } from './da-help.ts'
import { bundle, disclaimers, drainPhase, phase, reasons, results } from './da-outcome.ts'
import { accessProblems } from './da-problem-access.ts'
import { courierProblems } from './da-problem-courier.ts'
import { dongleProblems } from './da-problem-dongle.ts'
import { licenseProblems } from './da-problem-license.ts'
import { transferProblems } from './da-problem-transfer.ts'
import { readiness } from './da-readiness.ts'
import { rules } from './da-rules.ts'
import { runWords } from './da-run.ts'
import { transferWords } from './da-transfer.ts'
import { wizardWords } from './da-wizard.ts'
import type { Words } from './words.ts'

/** Danish, as one says it to a dental technician: “du”, short sentences, and the terms of GLOSSARY.md. */
export const da: Words = {
  common: {
    cancel: 'Annuller',
    close: 'LUK',
    back: 'Tilbage',
    retry: 'Prøv igen',
    loading: 'Henter',
    copied: 'Kopieret',
    copyDetails: 'Kopiér detaljer',
    contactSupport: 'Kontakt support',
    colorScheme: 'Farver',
    colors: { auto: 'Som systemet', light: 'Lys', dark: 'Mørk' },
    menu: 'Menu',
    language: 'Sprog',
    licenseServer: 'Licensserver {{version}}',
    requestId: 'Forespørgsel {{id}}',
    notFound: 'Den side findes ikke',
    notFoundSay: 'Adressen er måske tastet forkert, eller siden er flyttet.',
    toHome: 'Til den første side',
    none: '–',
  },
  trouble: {
    unreachable: 'Siden har mistet kontakten til sin server.',
    unreachableNext:
      'Intet går tabt: En overførsel, der er i gang, fortsætter uden siden. Den prøver igen af sig selv.',
    malformed: 'Siden forstår ikke serverens svar.',
    malformedNext: 'Genindlæs siden: Den er måske ældre end serveren.',
    crashed: 'Der er en fejl i selve siden.',
    crashedNext: 'Genindlæs siden. En overførsel, der er i gang, fortsætter uden den.',
    fields: 'Steder, der skal rettes',
    code: 'Problem',
  },
  license: {
    product: 'Licens',
    line: 'Produktlinje',
    quantity: 'Antal',
    points_one: '{{number}} point',
    points_other: '{{number}} point',
    generation: 'Version',
    term: 'Gælder til',
    perpetual: 'Tidsubegrænset',
    until: '{{day}}',
    ended: 'Udløbet {{day}}',
    place: 'Hvor den er',
    moved: 'Flyttet',
    wave: 'Tidspunkt',
    inCloud: 'I skyen',
    onDongle: 'På dongle {{serial}}',
    onSomeDongle: 'På en dongle',
    movedYes: 'Fra dongle {{serial}}',
    bornInCloud: 'Aldrig på en dongle',
    movedNo: 'Ikke flyttet',
    waveNow: 'Kan flyttes nu',
    waveOpens: 'Fra {{day}}',
    waveNoDate: 'Intet tidspunkt endnu',
    waveDone: 'Klaret',
    tableLabel: 'Licenser',
    kind: {
      commercial: 'Kommerciel',
      educational: 'Undervisning',
      trial: 'Prøve',
      demo: 'Demo',
      temporary: 'Midlertidig',
    },
  },
  certificate: {
    download: 'Hent certifikatet',
    downloadWord: 'Hent det underskrevne svar',
    say: 'Certifikatet beviser overførslen. Enhver kan kontrollere det uden os: undongle certificate verify FIL.',
  },
  ...wizardWords,
  ...transferWords,
  ...runWords,
  ...consoleWords,
  ...helpWords,
  ...carriedWords,
  result: results,
  reason: reasons,
  phase,
  drainPhase,
  disclaimer: disclaimers,
  rule: rules,
  readiness,
  layer: layers,
  finding: findings,
  bundle,
  problem: { ...dongleProblems, ...transferProblems, ...licenseProblems, ...accessProblems, ...courierProblems },
}
