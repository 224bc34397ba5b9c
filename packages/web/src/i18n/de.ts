import { consoleWords } from './de-console.ts'
import { carriedWords } from './de-courier.ts'
import { findings, layers } from './de-doctor.ts'
import { helpWords } from './de-help.ts'
import { bundle, disclaimers, drainPhase, phase, reasons, results } from './de-outcome.ts'
import { accessProblems } from './de-problem-access.ts'
import { courierProblems } from './de-problem-courier.ts'
import { dongleProblems } from './de-problem-dongle.ts'
import { licenseProblems } from './de-problem-license.ts'
import { transferProblems } from './de-problem-transfer.ts'
import { readiness } from './de-readiness.ts'
import { rules } from './de-rules.ts'
import { runWords } from './de-run.ts'
import { transferWords } from './de-transfer.ts'
import { wizardWords } from './de-wizard.ts'
import type { Words } from './words.ts'

/** German, as one says it to a dental technician: „Sie“, short sentences, and the terms of GLOSSARY.md. */
export const de: Words = {
  common: {
    cancel: 'Abbrechen',
    close: 'SCHLIESSEN',
    back: 'Zurück',
    retry: 'Noch einmal versuchen',
    loading: 'Lädt',
    copied: 'Kopiert',
    copyDetails: 'Einzelheiten kopieren',
    contactSupport: 'Support fragen',
    colorScheme: 'Farben',
    colors: { auto: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
    menu: 'Menü',
    language: 'Sprache',
    licenseServer: 'Lizenzserver {{version}}',
    requestId: 'Anfrage {{id}}',
    notFound: 'Diese Seite gibt es nicht',
    notFoundSay: 'Vielleicht ist die Adresse vertippt, oder die Seite ist umgezogen.',
    toHome: 'Zur ersten Seite',
    none: '–',
  },
  trouble: {
    unreachable: 'Diese Seite hat keine Verbindung zu ihrem Server.',
    unreachableNext:
      'Es geht nichts verloren: Eine laufende Übertragung geht ohne diese Seite weiter. Sie versucht es von selbst wieder.',
    malformed: 'Diese Seite versteht die Antwort des Servers nicht.',
    malformedNext: 'Laden Sie die Seite neu: Vielleicht ist sie älter als der Server.',
    crashed: 'Diese Seite hat selbst einen Fehler.',
    crashedNext: 'Laden Sie die Seite neu. Eine laufende Übertragung geht ohne sie weiter.',
    fields: 'Zu berichtigen',
    code: 'Problem',
  },
  license: {
    product: 'Lizenz',
    line: 'Produktlinie',
    quantity: 'Anzahl',
    points_one: '{{number}} Punkt',
    points_other: '{{number}} Punkte',
    generation: 'Version',
    term: 'Gültig bis',
    perpetual: 'Unbefristet',
    until: '{{day}}',
    ended: 'Abgelaufen {{day}}',
    place: 'Wo sie ist',
    moved: 'Übertragen',
    wave: 'Termin',
    inCloud: 'In der Cloud',
    onDongle: 'Auf Dongle {{serial}}',
    onSomeDongle: 'Auf einem Dongle',
    movedYes: 'Von Dongle {{serial}}',
    bornInCloud: 'Nie auf einem Dongle',
    movedNo: 'Nicht übertragen',
    waveNow: 'Jetzt möglich',
    waveOpens: 'Ab {{day}}',
    waveNoDate: 'Noch kein Termin',
    waveDone: 'Erledigt',
    tableLabel: 'Lizenzen',
    kind: {
      commercial: 'Kommerziell',
      educational: 'Ausbildung',
      trial: 'Test',
      demo: 'Demo',
      temporary: 'Befristet',
    },
  },
  certificate: {
    download: 'Zertifikat herunterladen',
    downloadWord: 'Unterschriebene Antwort herunterladen',
    say: 'Das Zertifikat beweist die Übertragung. Jeder kann es ohne uns prüfen: undongle certificate verify DATEI.',
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
