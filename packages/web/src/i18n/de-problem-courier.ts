import type { courierErrors } from '@undongle/core/api/errors/courier'
import type { ProblemWords } from './words.ts'

/** Files that are carried, and what can be mixed up on the way. */
export const courierProblems: ProblemWords<typeof courierErrors> = {
  'courier-waiting': {
    say: 'Das wartet darauf, zur Lizenz-Cloud getragen zu werden.',
    next: 'Schreiben Sie unter Kurier die Anfragedatei, lassen Sie sie auf einem Rechner mit Netz beantworten, und lesen Sie die Antwort hier ein.',
  },
  'courier-off': { say: 'Der Kurier ist ausgeschaltet.', next: 'Schalten Sie ihn zuerst unter Kurier ein.' },
  'courier-nothing': {
    say: 'Es gibt nichts zu tragen.',
    next: 'Beginnen Sie, was Sie vorhaben: Was die Lizenz-Cloud braucht, wird hier vorgemerkt.',
  },
  'courier-unreadable': {
    say: 'Das ist keine Kurierdatei.',
    next: 'Nehmen Sie die Datei, die der Lizenzserver oder die Konsole geschrieben hat, ganz und unverändert.',
  },
  'courier-part-missing': {
    say: 'Es wurden nicht alle Teile des Briefs gelesen.',
    next: 'Lesen Sie auch die QR-Codes, die noch fehlen; die Reihenfolge ist gleich.',
  },
  'courier-parts-mixed': {
    say: 'Das sind Teile von zwei verschiedenen Briefen.',
    next: 'Leeren Sie das Feld, und lesen Sie nur die Codes eines Briefs.',
  },
  'courier-changed': {
    say: 'Die Datei wurde unterwegs verändert oder abgeschnitten. Nichts daraus wurde übernommen.',
    next: 'Tragen Sie sie noch einmal: Die Datei auf dem Rechner, der sie geschrieben hat, ist noch gut.',
  },
  'courier-is-request': {
    say: 'Das ist die Anfrage, nicht ihre Antwort.',
    next: 'Lassen Sie sie in der Konsole oder mit `undongle courier answer` beantworten, und bringen Sie diese Antwort hierher.',
  },
  'courier-is-answer': {
    say: 'Das ist eine Antwort, keine Anfrage.',
    next: 'Bringen Sie sie zu dem Rechner, der die Anfrage geschrieben hat.',
  },
  'courier-other-machine': {
    say: 'Diese Antwort ist für einen anderen Rechner.',
    next: 'Bringen Sie sie zu dem Rechner, dessen Anfrage sie beantwortet.',
  },
  'courier-other-cloud': {
    say: 'Diese Anfrage ist für eine andere Lizenz-Cloud.',
    next: 'Lassen Sie sie von der Cloud beantworten, zu der der Rechner gehört.',
  },
  'courier-read': {
    say: 'Diese Antwort wurde schon gelesen, oder nichts wartet mehr auf sie. Es hat sich nichts geändert.',
    next: 'Wenn noch etwas wartet, schreiben Sie eine neue Anfrage.',
  },
  'courier-superseded': {
    say: 'Eine neuere Anfrage dieses Rechners wurde schon beantwortet.',
    next: 'Nehmen Sie die Antwort auf die neuere, oder schreiben Sie auf dem Rechner eine neue Anfrage.',
  },
  'courier-expired': {
    say: 'Diese Anfrage ist älter als 30 Tage.',
    next: 'Schreiben Sie auf dem Rechner eine neue Anfrage; verloren ist nichts.',
  },
  'courier-needs-person': {
    say: 'Diese Anfrage meldet einen Rechner an: Ein Mensch muss sagen, für welche Firma.',
    next: 'Melden Sie sich in der Konsole an, wählen Sie die Firma, und beantworten Sie die Anfrage dort.',
  },
}
