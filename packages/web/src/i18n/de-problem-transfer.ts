import type { alignmentErrors } from '@undongle/core/api/errors/alignment'
import type { caseErrors } from '@undongle/core/api/errors/case'
import type { importErrors } from '@undongle/core/api/errors/import'
import type { policyErrors } from '@undongle/core/api/errors/policy'
import type { rehearsalErrors } from '@undongle/core/api/errors/rehearsal'
import type { transferErrors } from '@undongle/core/api/errors/transfer'
import type { waveErrors } from '@undongle/core/api/errors/wave'
import type { ProblemWords } from './words.ts'

/** Transfers, and what the vendor plans, imports and decides about them. */
export const transferProblems: ProblemWords<
  typeof transferErrors &
    typeof waveErrors &
    typeof importErrors &
    typeof policyErrors &
    typeof caseErrors &
    typeof alignmentErrors &
    typeof rehearsalErrors
> = {
  'transfer-id-reused': {
    say: 'Diese Nummer gehört zur Übertragung eines anderen Dongles.',
    next: 'Beginnen Sie eine neue Übertragung.',
  },
  'transfer-unknown': {
    say: 'Diese Übertragung gibt es nicht.',
    next: 'Prüfen Sie die Nummer, oder sehen Sie in die Liste der Übertragungen.',
  },
  'plan-changed': {
    say: 'Der Plan hat sich geändert, seit Sie ihn bestätigt haben.',
    next: 'Sehen Sie den neuen Plan an und bestätigen Sie noch einmal.',
  },
  'one-at-a-time': {
    say: 'Es wird immer nur ein Dongle übertragen, und gerade ist ein anderer dran.',
    next: 'Warten Sie, bis jene Übertragung fertig ist, und übertragen Sie dann diesen Dongle.',
  },
  busy: {
    say: 'Eine andere Firma hat eine offene Übertragung dieses Dongles.',
    next: 'Wenden Sie sich an den Support. Der Dongle läuft inzwischen weiter.',
  },
  'company-frozen': {
    say: 'Übertragungen dieser Firma sind angehalten: Ihre Unterlagen widersprechen sich.',
    next: 'Wenden Sie sich an den Support. Es ist nichts verloren, und es später noch einmal zu versuchen ist sicher.',
  },
  superseded: {
    say: 'Ein neueres Zertifikat hat dieses ersetzt.',
    next: 'Verwenden Sie das neuere Zertifikat. Es ist nichts verloren.',
  },
  'nonce-stale': {
    say: 'Die Aussage des Dongles ist veraltet.',
    next: 'Versuchen Sie es noch einmal: Er macht eine neue.',
  },
  'cancel-too-late': {
    say: 'Der Dongle hat seine Lizenzen schon abgegeben: Diese Übertragung lässt sich nur noch zu Ende bringen.',
    next: 'Es ist nichts zu tun: Es geht von selbst weiter.',
  },
  'cancel-unproven': {
    say: 'Der Dongle zeigt nicht, dass diese Übertragung vorbei ist.',
    next: 'Lassen Sie den Dongle stecken und versuchen Sie es noch einmal.',
  },
  'cancel-needs-certificate': {
    say: 'Das Zertifikat der vorigen Übertragung dieses Dongles ist noch nicht hier.',
    next: 'Verbinden Sie sich mit der Lizenz-Cloud: Es wird von selbst geholt. Es geht nichts verloren.',
  },
  'person-needed': {
    say: 'Das kann nur eine Person erklären, die mit ihrem Namen angemeldet ist.',
    next: 'Melden Sie sich mit Ihrer eigenen E-Mail-Adresse an: Ein Token ist niemand Bestimmtes.',
  },
  'second-person-needed': {
    say: 'Wer etwas vorgeschlagen hat, kann es nicht selbst genehmigen.',
    next: 'Bitten Sie einen anderen Bearbeiter um die Genehmigung.',
  },
  'proposal-unknown': {
    say: 'Das hat niemand vorgeschlagen.',
    next: 'Schlagen Sie es zuerst vor, mit einem Grund; ein anderer Bearbeiter genehmigt es dann.',
  },
  'force-too-early': {
    say: 'Ohne Dongle lässt sich eine Übertragung erst 14 Tage nach ihrem Auftrag zu Ende bringen.',
    next: 'Warten Sie, und suchen Sie den Dongle: Sobald ihn ein Lizenzserver sieht, geht die Übertragung von selbst weiter.',
  },
  'force-refused': {
    say: 'Diese Übertragung wartet nicht auf ihren Dongle.',
    next: 'Sehen Sie noch einmal nach: Vielleicht ist sie inzwischen fertig oder abgebrochen.',
  },
  'correction-refused': {
    say: 'Die Lizenzen dieser Übertragung sind nicht mehr dort, wohin sie kamen.',
    next: 'Sehen Sie ihr neueres Zertifikat an und berichtigen Sie jenes.',
  },
  'transfer-finished': { say: 'Diese Übertragung ist fertig.', next: 'Sehen Sie ihr Ergebnis an.' },
  'target-user-unknown': {
    say: 'Der Benutzername der Kontaktperson gehört nicht zu Ihrer Firma.',
    next: 'Geben Sie einen Benutzernamen Ihrer eigenen Firma ein.',
  },
  'cancel-refused': {
    say: 'Diese Übertragung lässt sich nicht mehr abbrechen.',
    next: 'Lassen Sie sie zu Ende laufen: Was sie überträgt, kommt in Ihr Konto.',
  },
  'wave-name-taken': {
    say: 'Diese Produktlinie hat schon eine Welle mit diesem Namen.',
    next: 'Wählen Sie einen anderen Namen, oder ändern Sie die Welle, die ihn hat.',
  },
  'waves-too-many': {
    say: 'Es gibt schon so viele Wellen, wie diese Cloud führt.',
    next: 'Ändern Sie eine vergangene Welle, statt eine neue zu planen.',
  },
  'wave-paused': {
    say: 'Die Welle ist angehalten.',
    next: 'In ihren Änderungen steht, warum. Setzen Sie sie mit einer Notiz fort.',
  },
  'nominations-used-up': {
    say: 'Es sind schon so viele Kunden vorgeschlagen, wie diese Welle jedem Händler erlaubt.',
    next: 'Bitten Sie den Hersteller um weitere Plätze, oder warten Sie auf die nächste Welle.',
  },
  'reseller-needed': {
    say: 'Nur ein Händler schlägt Kunden vor.',
    next: 'Melden Sie sich als Mitarbeiter des Händlers an; der Hersteller setzt Firmen auf die Liste einer Welle.',
  },
  'import-unknown': { say: 'Diesen Import gibt es nicht.', next: 'Senden Sie zuerst die Datei.' },
  'import-differs': {
    say: 'Dieser Import wurde mit einer anderen Datei begonnen, oder jemand anderes sendet ihn gerade.',
    next: 'Senden Sie dieselbe Datei noch einmal, oder beginnen Sie einen neuen Import.',
  },
  'import-source-unknown': {
    say: 'Niemand hat gesagt, wie die Spalten dieser Quelle zu lesen sind.',
    next: 'Speichern Sie zuerst die Zuordnung ihrer Spalten.',
  },
  'import-not-received': {
    say: 'Die Datei ist nicht vollständig angekommen.',
    next: 'Senden Sie sie noch einmal: Was schon da ist, wird nicht noch einmal gesendet.',
  },
  'import-has-faults': {
    say: 'Einige Zeilen der Datei ließen sich nicht lesen.',
    next: 'Berichtigen Sie die genannten Zeilen und beginnen Sie einen neuen Import, oder lassen Sie sie überspringen.',
  },
  'policy-faulty': {
    say: 'Die Regeln der Produktlinie widersprechen sich oder sind unvollständig.',
    next: 'Berichtigen Sie die genannten Stellen: `undongle policy validate` nennt alle.',
  },
  'emergency-off': {
    say: 'Der Notschalter dieser Produktlinie ist nicht an.',
    next: 'Sehen Sie in die Liste seiner Einsätze.',
  },
  'return-address-refused': {
    say: 'Der Hersteller hat diese Rückkehradresse nicht eingetragen.',
    next: 'Fragen Sie ohne Adresse, oder mit einer, die in den Regeln der Produktlinie steht.',
  },
  'case-unknown': {
    say: 'Diesen Supportfall gibt es nicht.',
    next: 'Prüfen Sie die Nummer, oder sehen Sie in die Liste der Fälle.',
  },
  'case-decided': {
    say: 'Dieser Supportfall wurde schon entschieden.',
    next: 'Sehen Sie nach, was entschieden wurde, und eröffnen Sie einen neuen Fall, wenn etwas fehlt.',
  },
  'dongle-not-yours': {
    say: 'Dieser Dongle gehört nicht Ihrer Firma.',
    next: 'Prüfen Sie die Seriennummer: Sie ist auf den Dongle gedruckt und steht in der Liste der Lizenzen.',
  },
  'decision-unfit': {
    say: 'Ein Fall dieser Art kann nicht so enden.',
    next: 'Wählen Sie eine andere Entscheidung: In der Liste steht, wofür jede ist.',
  },
  'contract-unknown': {
    say: 'Diese Firma hat keinen solchen Vertrag.',
    next: 'Importieren Sie zuerst den Vertrag, und entscheiden Sie dann den Fall.',
  },
  'alignment-unknown': {
    say: 'Das hat Ihrer Firma niemand vorgeschlagen.',
    next: 'Prüfen Sie die Nummer, oder sehen Sie in die Liste der Vorschläge.',
  },
  'alignment-settled': {
    say: 'Dem wurde schon zugestimmt, oder es wurde abgelehnt.',
    next: 'Sehen Sie in die Liste der Vorschläge, und schlagen Sie es neu vor, wenn sich etwas geändert hat.',
  },
  'alignment-unfit': {
    say: 'Dieser Dongle ist zwischen zwei Firmen nicht so geteilt, dass sich das so regeln ließe.',
    next: 'Wenden Sie sich an den Support: Ein Mensch sieht sich an, wessen Dongle es ist.',
  },
  'rehearsal-running': {
    say: 'Gerade liest eine andere Probe den ganzen Bestand.',
    next: 'Warten Sie, bis sie zu Ende ist, und versuchen Sie es noch einmal.',
  },
}
