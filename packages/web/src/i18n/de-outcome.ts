import type { bundleWords as englishBundle } from '@undongle/core/doctor/bundle'
import type { disclaimerWords as englishDisclaimers } from '@undongle/core/policy/words'
import type { drainPhaseWords, phaseWords } from '@undongle/core/transfer/phase'
import type { resultWords as englishResults, planReasonWords } from '@undongle/core/transfer/words'
import type { Said, Translated } from './words.ts'

export const results: Translated<typeof englishResults> = {
  'all-moved': {
    title: 'Alle Lizenzen sind übertragen',
    say: 'Alle Lizenzen dieses Dongles sind jetzt im Konto Ihrer Firma.',
    next: 'Sie dürfen den Dongle abziehen.',
  },
  'partly-moved': {
    title: 'Die Lizenzen dieser Produktlinie sind übertragen',
    say: 'Die Lizenzen dieser Produktlinie sind jetzt im Konto Ihrer Firma. Andere sind noch auf dem Dongle.',
    next: 'Behalten Sie den Dongle: Es sind noch Lizenzen darauf.',
  },
  'no-subscription': {
    title: 'Kein Abonnement gefunden',
    say: 'Für diesen Dongle wurde kein Abonnement gefunden, deshalb wurde nichts übertragen. Wahrscheinlich ist es ein Demo-, Vorführ- oder Test-Dongle.',
    next: 'Wenn Sie nicht arbeiten können, wenden Sie sich sofort an den Support.',
  },
  'temporary-subscription': {
    title: 'Ein befristetes Abonnement hat begonnen',
    say: 'Es wurde kein Abonnement gefunden, aber auf dem Dongle ist eine Grundlizenz. Ihre Firma hat diese Lizenz für begrenzte Zeit bekommen; das Übrige bleibt auf dem Dongle.',
    next: 'Wenden Sie sich an den Support, bevor das befristete Abonnement endet.',
  },
  'other-company': {
    title: 'Dieser Dongle gehört einer anderen Firma',
    say: 'Die Lizenzen dieses Dongles sind im Konto einer anderen Firma.',
    next: 'Melden Sie sich mit dem Konto jener Firma an, oder wenden Sie sich an den Support.',
  },
  'already-moved': {
    title: 'Schon übertragen',
    say: 'Die Lizenzen dieses Dongles sind im Konto Ihrer Firma. Dies ist das Zertifikat jener Übertragung.',
    next: 'Es ist nichts zu tun.',
  },
  'nothing-relevant': {
    title: 'Keine Lizenz für diese Produktlinie',
    say: 'Der Dongle wurde gelesen, aber es ist keine Lizenz für diese Produktlinie darauf. Er wurde nicht verbraucht: Sie können es später wieder versuchen.',
    next: 'Stecken Sie einen anderen Dongle ein, oder besorgen Sie eine Lizenz.',
  },
  ineligible: {
    title: 'Dieser Dongle kann noch nicht übertragen werden',
    say: 'Eine Regel hält diesen Dongle oder seine Lizenzen zurück. Es wurde nichts geändert.',
    next: 'Jede rote Zeile sagt, was zu tun ist.',
  },
  failed: {
    title: 'Noch nicht fertig',
    say: 'Unterwegs ging etwas schief. Es noch einmal zu versuchen ist immer sicher: Eine Lizenz wird nie zweimal übertragen.',
    next: 'Versuchen Sie es noch einmal, oder wenden Sie sich an den Support.',
  },
  cancelled: {
    title: 'Abgebrochen',
    say: 'Diese Übertragung hat nichts vom Dongle genommen und wird es nie tun.',
    next: 'Beginnen Sie eine neue Übertragung, wann immer Sie möchten.',
  },
}

export const reasons: Translated<typeof planReasonWords> = {
  moves: 'Kommt in Ihr Konto.',
  'moves-contract-only': 'Steht in Ihrem Vertrag, nicht auf dem Dongle: Sie wird mit übertragen.',
  'no-contract': 'Kein Vertrag deckt sie: Sie bleibt auf dem Dongle.',
  'other-line': 'Gehört zu einer anderen Produktlinie: Sie bleibt auf dem Dongle.',
  'wave-not-open': 'Sie ist noch nicht an der Reihe: Bis dahin bleibt sie auf dem Dongle.',
  'already-in-company': 'Ist schon in Ihrem Konto.',
  'in-another-company': 'Gehört einer anderen Firma.',
  'old-generation': 'Eine unbefristete Lizenz dieser Version kann nicht übertragen werden.',
  'trial-not-registered': 'Die Testlizenz ist beim Hersteller nicht registriert: Sie bleibt.',
  'reseller-not-confirmed': 'Ihr Händler hat sie noch nicht bestätigt: Sie bleibt.',
  demo: 'Eine Demolizenz wird nicht übertragen.',
  ended: 'Ist abgelaufen: Es gibt nichts zu übertragen.',
  'whole-dongle-held-back': 'Könnte übertragen werden, aber nur zusammen mit allen Lizenzen des Dongles.',
}

const checked = { doing: 'Dongle lesen und Plan prüfen', done: 'Geprüft' }
const credited = { doing: 'Lizenzen in Ihrem Konto aktivieren', done: 'Lizenzen in der Cloud aktiv' }
const certified = { doing: 'Zertifikat speichern', done: 'Zertifikat gespeichert' }

export const phase: Said<typeof phaseWords, 'doing' | 'done'> = {
  checked,
  reserved: { doing: 'Lizenzen in der Cloud reservieren', done: 'In der Cloud reserviert' },
  retired: { doing: 'Lizenzen vom Dongle nehmen', done: 'Vom Dongle genommen, Quittung gelesen' },
  credited,
  certified,
}

export const drainPhase: Said<typeof drainPhaseWords, 'doing' | 'done'> = {
  checked,
  reserved: { doing: 'Übertragung in der Cloud beginnen', done: 'Keine neuen Erlaubnisse mehr' },
  retired: {
    doing: 'Warten, bis kein Rechner den Dongle mehr nutzen darf',
    done: 'Die letzte Erlaubnis ist zurück',
  },
  credited,
  certified,
}

export const disclaimers: Translated<typeof englishDisclaimers> = {
  'keep-plugged-in':
    'Lassen Sie den Dongle bis zur Bestätigung stecken. Wird er doch abgezogen, geht nichts verloren, und die Seite sagt, wie es weitergeht.',
  'no-other-dongle': 'Stecken Sie inzwischen keinen anderen Dongle ein. Ein anderer wird nicht beachtet.',
  'unavailable-during-transfer':
    'Sobald die Lizenzen den Dongle verlassen, lassen sie sich nicht nutzen, bis sie in der Cloud sind. Die Seite zeigt, wann.',
  'takes-a-few-minutes': 'Es kann einige Minuten dauern, meist etwa {{usualMinutes}}.',
  'only-licenses-move': 'Nur Lizenzen werden übertragen. Kundendaten werden weder gelesen noch gesendet.',
  'dongle-unusable-afterwards': 'Danach lässt sich der Dongle nicht mehr für Lizenzen verwenden.',
  'no-way-back': 'Es gibt kein Zurück: Lizenzen können nicht auf den Dongle zurückkehren.',
  'way-back': 'Die Lizenzen laufen noch {{graceDays}} Tage auch auf dem Dongle. Danach bleibt nur die Cloud.',
  'dongle-not-needed':
    'Nach der Bestätigung braucht die Übertragung den Dongle nicht mehr. Lassen Sie ihn stecken, solange Programme hier ihn nutzen.',
  'usable-meanwhile':
    'Die Lizenzen lassen sich inzwischen vom Dongle nutzen, wo ein Rechner eine Erlaubnis für ihn hat.',
  'waits-for-permits':
    'Es dauert Sekunden, wenn kein anderer Rechner eine Erlaubnis für diesen Dongle hat. Sonst muss es vielleicht warten, bis jede zurückgegeben oder beendet ist, höchstens zehn Tage und drei Stunden.',
  'permit-ends':
    'Der Dongle selbst lässt sich nicht löschen. Sind diese Lizenzen übertragen, gilt keine Erlaubnis mehr für sie, und kein Lizenzserver gibt sie von ihm aus.',
  'permit-ends-after-grace':
    'Der Dongle selbst lässt sich nicht löschen. Noch {{graceDays}} Tage gelten Erlaubnisse auch für diese Lizenzen auf ihm. Danach bleibt nur die Cloud.',
}

export const bundle: Translated<typeof englishBundle> = {
  program: 'Version und System des Lizenzservers, und wie lange er schon läuft.',
  findings: 'Was die Diagnose gefunden hat, so wie es auf dieser Seite steht.',
  cloud: 'Adresse der Lizenz-Cloud, und wann sie zuletzt geantwortet hat.',
  account: 'Name und Nummer Ihrer Firma, und die Nummer dieses Lizenzservers.',
  dongles: 'Seriennummer, Treiber und Zustand jedes Dongles in diesem Rechner. Keine PIN, kein Schlüssel.',
  transfers: 'Nummer, Schritt und Ergebnis jeder Übertragung. Kein Zertifikat.',
  log: 'Die letzten Zeilen des Protokolls dieses Programms, ohne alles, was nach einem Geheimnis aussieht.',
}
