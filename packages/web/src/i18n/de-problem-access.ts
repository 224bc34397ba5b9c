import type { askingErrors } from '@undongle/core/api/errors/asking'
import type { callerErrors } from '@undongle/core/api/errors/caller'
import type { licenseServerErrors } from '@undongle/core/api/errors/license-server'
import type { vendorErrors } from '@undongle/core/api/errors/vendor'
import type { ProblemWords } from './words.ts'

/** Any request at all, who asks, and the License Server itself. */
export const accessProblems: ProblemWords<
  typeof askingErrors & typeof callerErrors & typeof licenseServerErrors & typeof vendorErrors
> = {
  'request-invalid': {
    say: 'Etwas an der Anfrage stimmt nicht.',
    next: 'Berichtigen Sie die genannten Stellen und senden Sie sie noch einmal.',
  },
  'request-too-large': { say: 'Die Anfrage ist zu groß.', next: 'Senden Sie weniger auf einmal.' },
  'not-found': { say: 'Das gibt es hier nicht.', next: 'Prüfen Sie die Adresse oder die Nummer.' },
  'rate-limited': {
    say: 'Zu viele Anfragen in kurzer Zeit.',
    next: 'Warten Sie so lange, wie Retry-After sagt, und versuchen Sie es dann noch einmal.',
  },
  'internal-error': {
    say: 'Bei uns ist etwas schiefgegangen.',
    next: 'Versuchen Sie es noch einmal: Eine Wiederholung überträgt eine Lizenz nie zweimal. Bleibt es so, nennen Sie dem Support die Nummer der Anfrage.',
  },
  'disk-full': {
    say: 'Die Festplatte ist voll.',
    next: 'Schaffen Sie Platz und versuchen Sie es noch einmal. Es ist nichts verloren.',
  },
  'not-signed-in': { say: 'Es ist niemand angemeldet.', next: 'Melden Sie sich an und versuchen Sie es noch einmal.' },
  'sign-in-refused': {
    say: 'E-Mail-Adresse oder Passwort ist falsch.',
    next: 'Geben Sie beides noch einmal ein, oder bitten Sie um einen neuen Link zum Einrichten.',
  },
  'sign-in-slowed': {
    say: 'Zu viele falsche Passwörter hintereinander.',
    next: 'Warten Sie so lange, wie Retry-After sagt, und versuchen Sie es dann noch einmal.',
  },
  'set-up-link-refused': {
    say: 'Dieser Link zum Einrichten wurde schon benutzt, ist abgelaufen oder nicht von uns.',
    next: 'Bitten Sie um einen neuen.',
  },
  'device-code-unknown': {
    say: 'Auf diesen Code wartet kein Rechner.',
    next: 'Prüfen Sie den Code auf der Seite des Lizenzservers, oder beginnen Sie dort die Anmeldung neu.',
  },
  'device-code-decided': {
    say: 'Dieser Code wurde schon freigegeben, abgelehnt oder von jemand anderem genommen.',
    next: 'Beginnen Sie die Anmeldung auf der Seite des Lizenzservers neu.',
  },
  'not-allowed': { say: 'Ihre Rolle erlaubt das nicht.', next: 'Fragen Sie einen Administrator Ihrer Firma.' },
  'origin-refused': {
    say: 'Die Anfrage kam von einer fremden Seite.',
    next: 'Öffnen Sie die Seite dieses Servers selbst.',
  },
  'host-refused': {
    say: 'Die Anfrage nannte einen anderen Server.',
    next: 'Verwenden Sie die Adresse, die dieser Server beim Start genannt hat.',
  },
  'machine-unknown': {
    say: 'Dieser Lizenzserver ist nicht mehr registriert.',
    next: 'Melden Sie ihn unter ONLINE-LIZENZEN neu an.',
  },
  'machine-revoked': {
    say: 'Ihre Firma hat diesen Lizenzserver abgemeldet.',
    next: 'Melden Sie ihn unter ONLINE-LIZENZEN neu an: Er macht sich einen neuen Schlüssel.',
  },
  'proof-refused': {
    say: 'Der Rechner konnte nicht beweisen, dass der Schlüssel seiner ist.',
    next: 'Prüfen Sie die Uhr dieses Rechners und versuchen Sie es noch einmal.',
  },
  'company-not-chosen': { say: 'Sie gehören zu mehreren Firmen.', next: 'Wählen Sie zuerst die Firma.' },
  'cloud-unreachable': {
    say: 'Die Lizenz-Cloud ist nicht erreichbar.',
    next: 'Versuchen Sie es noch einmal: Eine Wiederholung überträgt eine Lizenz nie zweimal.',
  },
  'license-server-unreachable': {
    say: 'Der Lizenzserver dieses Rechners ist nicht erreichbar.',
    next: 'Starten Sie den Lizenzserver auf diesem Rechner und versuchen Sie es noch einmal.',
  },
  'journal-full': {
    say: 'Die Festplatte dieses Lizenzservers ist voll.',
    next: 'Schaffen Sie Platz. Der Dongle wurde nicht angefasst.',
  },
  'sign-in-pending': {
    say: 'Eine Anmeldung wartet schon.',
    next: 'Schließen Sie sie mit dem angezeigten Code ab, oder beginnen Sie neu.',
  },
  'clock-needs-contact': {
    say: 'Der Uhr dieses Rechners ist nicht zu trauen.',
    next: 'Stellen Sie die Uhr, und verbinden Sie den Rechner einmal mit der Lizenz-Cloud.',
  },
  'logo-refused': {
    say: 'Das ist kein Logo, das jede Seite zeigen kann.',
    next: 'Senden Sie ein PNG- oder SVG-Bild mit höchstens 32 KB, breiter als hoch und bei 32 Pixeln noch lesbar.',
  },
}
