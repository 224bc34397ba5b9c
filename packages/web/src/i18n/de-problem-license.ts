import type { activationErrors } from '@undongle/core/api/errors/activation'
import type { leaseErrors } from '@undongle/core/api/errors/lease'
import type { meterErrors } from '@undongle/core/api/errors/meter'
import type { nodeErrors } from '@undongle/core/api/errors/node'
import type { ProblemWords } from './words.ts'

/** Licenses in use: leases and seats, points, activation codes, machines of a network. */
export const licenseProblems: ProblemWords<
  typeof leaseErrors & typeof meterErrors & typeof activationErrors & typeof nodeErrors
> = {
  'product-unknown': {
    say: 'Für dieses Produkt wurde keine Lizenz gefunden.',
    next: 'Stecken Sie den Dongle ein, auf dem sie ist, oder übertragen Sie sie in Ihr Konto.',
  },
  'cut-over': {
    say: 'Diese Version des Programms liest keine Lizenzen mehr von Dongles.',
    next: 'Übertragen Sie die Lizenzen des Dongles in Ihr Konto: Öffnen Sie ÜBERTRAGUNG auf der Seite des Lizenzservers.',
  },
  'no-seat-free': {
    say: 'Alle Plätze dieses Produkts sind belegt.',
    next: 'Geben Sie an einem anderen Rechner einen Platz frei, oder warten Sie.',
  },
  'seat-freed': {
    say: 'Ein Administrator Ihrer Firma hat diesen Platz anderen gegeben.',
    next: 'Fragen Sie neu an: Sie bekommen den nächsten freien Platz.',
  },
  'user-needed': {
    say: 'Jeder Platz dieses Produkts gehört einer Person, und das Programm hat nicht gesagt, wer damit arbeitet.',
    next: 'Melden Sie sich im Programm an, oder fragen Sie dessen Hersteller: Es nennt seinen Benutzer, wenn es anfragt.',
  },
  'seat-not-assigned': {
    say: 'Dieser Person ist kein Platz dieses Produkts zugewiesen.',
    next: 'Bitten Sie einen Administrator Ihrer Firma, einen Platz zuzuweisen.',
  },
  'seat-in-use': {
    say: 'Diese Person oder dieser Rechner hat einen Platz dieses Produkts und nutzt ihn schon.',
    next: 'Geben Sie ihn dort zurück, wo er genutzt wird; ein Administrator Ihrer Firma kann ihn auch freigeben.',
  },
  'bound-elsewhere': {
    say: 'Alle Lizenzen dieses Produkts sind an andere Rechner gebunden.',
    next: 'Nutzen Sie einen von ihnen, oder bitten Sie einen Administrator Ihrer Firma, eine Lizenz an diesen zu geben.',
  },
  'license-unknown': {
    say: 'Diese Lizenz gibt es im Konto dieser Firma nicht.',
    next: 'Sehen Sie die Lizenzen der Firma an.',
  },
  'license-floating': {
    say: 'Die Plätze dieser Lizenz gehören niemandem: Wer zuerst fragt, bekommt einen.',
    next: 'Es gibt nichts zuzuweisen.',
  },
  'holder-refused': {
    say: 'So jemandem werden Plätze dieser Lizenz nicht gegeben.',
    next: 'Nennen Sie eine Person mit ihrer Adresse, wo Plätze Personen gehören, und einen Lizenzserver der Firma, wo sie Rechnern gehören.',
  },
  'seats-all-assigned': {
    say: 'Alle Plätze dieser Lizenz sind zugewiesen.',
    next: 'Nehmen Sie zuerst jemandem einen: Die Liste sagt, wann er für andere frei ist.',
  },
  'seat-named-by-vendor': {
    say: 'Der Vertrag selbst nennt diese Person für die Lizenz.',
    next: 'Bitten Sie den Hersteller, den Vertrag zu ändern.',
  },
  'lease-expired': {
    say: 'Die Ausleihe ist ohne Kontakt zur Lizenz-Cloud abgelaufen.',
    next: 'Verbinden Sie diesen Rechner einmal mit der Lizenz-Cloud.',
  },
  'lease-rolled-back': {
    say: 'Eine ältere Ausleihe, als dieser Rechner schon hatte, wurde zurückgespielt.',
    next: 'Verbinden Sie diesen Rechner einmal mit der Lizenz-Cloud. Kommt das wieder vor, wurde der Rechner vielleicht kopiert.',
  },
  'lease-revoked': {
    say: 'Die Lizenz-Cloud hat diese Ausleihe zurückgerufen.',
    next: 'Verbinden Sie diesen Rechner mit der Lizenz-Cloud: Sie sagt, warum, und leiht wieder aus, wo sie kann.',
  },
  'lease-unknown': { say: 'Diese Ausleihe gibt es nicht.', next: 'Fragen Sie neu an.' },
  'license-ended': { say: 'Die Lizenz ist abgelaufen.', next: 'Verlängern Sie sie beim Hersteller.' },
  'offline-refused': {
    say: 'Dieses Produkt lässt sich nur mit Kontakt zur Lizenz-Cloud nutzen.',
    next: 'Verbinden Sie diesen Rechner mit der Lizenz-Cloud.',
  },
  'meter-unknown': {
    say: 'Im Konto gibt es keine solche Lizenz mit Punkten.',
    next: 'Ist sie noch auf einem Dongle, übertragen Sie sie zuerst in das Konto.',
  },
  'points-used-up': {
    say: 'Es sind nicht mehr genug Punkte da.',
    next: 'Kaufen Sie beim Hersteller weitere Punkte. Es wurde nichts abgezogen.',
  },
  'meter-entry-reused': {
    say: 'Diese Nummer wurde schon für etwas anderes verwendet.',
    next: 'Geben Sie jeder Arbeit eine neue Nummer, und wiederholen Sie nur dieselbe.',
  },
  'points-offline': {
    say: 'Punkte lassen sich nur mit Kontakt zur Lizenz-Cloud abziehen. Es wurde nichts abgezogen.',
    next: 'Verbinden Sie diesen Rechner mit der Lizenz-Cloud und versuchen Sie es noch einmal.',
  },
  'points-unsettled': {
    say: 'Die Lizenz-Cloud hat nicht geantwortet, ob die Punkte abgezogen wurden.',
    next: 'Versuchen Sie es mit derselben Nummer noch einmal: Sie werden einmal abgezogen, so oft es auch wiederholt wird.',
  },
  'activation-code-mistyped': {
    say: 'So ist kein Aktivierungscode gedruckt.',
    next: 'Vergleichen Sie Zeichen für Zeichen: 0, I, L, O und U kommen in Codes nicht vor.',
  },
  'activation-code-unknown': {
    say: 'Diesen Aktivierungscode gibt es nicht.',
    next: 'Vergleichen Sie ihn mit der E-Mail, in der er kam, oder fragen Sie, wer ihn geschickt hat.',
  },
  'activation-code-used': {
    say: 'Dieser Aktivierungscode wurde schon eingelöst.',
    next: 'Waren Sie es nicht, fragen Sie, wer ihn geschickt hat; dort ist zu sehen, wann er eingelöst wurde.',
  },
  'activation-code-expired': {
    say: 'Dieser Aktivierungscode ist abgelaufen oder wurde zurückgezogen.',
    next: 'Bitten Sie um einen neuen, wo Sie ihn bekommen haben.',
  },
  'activation-quota-used-up': {
    say: 'Das ist mehr, als der Hersteller diesem Händler für das Produkt erlaubt.',
    next: 'Machen Sie weniger Codes, oder bitten Sie den Hersteller um ein größeres Kontingent.',
  },
  'activation-id-reused': {
    say: 'Diese Lizenznummer gehört zu etwas anderem.',
    next: 'Lösen Sie den Code mit einer neuen Lizenznummer ein.',
  },
  'join-refused': {
    say: 'Der Beitrittscode ist nicht oder nicht mehr der dieses Lizenzservers.',
    next: 'Nehmen Sie den Code, den `undongle lan token` am Rechner des Lizenzservers zeigt.',
  },
  'node-unknown': {
    say: 'Dieser Rechner ist nicht beigetreten oder wurde entfernt.',
    next: 'Starten Sie das Programm mit dem Beitrittscode neu.',
  },
  'lan-off': {
    say: 'Dieser Lizenzserver bedient nur seinen eigenen Rechner.',
    next: 'Schalten Sie ihn zuerst für das Netzwerk ein: `undongle lan on`.',
  },
  'lan-port-taken': {
    say: 'Ein anderes Programm benutzt den Port für das Netzwerk.',
    next: 'Beenden Sie das andere Programm, oder wählen Sie mit UNDONGLE_LAN_PORT einen anderen Port.',
  },
}
