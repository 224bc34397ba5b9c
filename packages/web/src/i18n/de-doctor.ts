import type { findings as englishFindings, layerWords } from '@undongle/core/doctor/words'
import type { ProblemWords, Translated } from './words.ts'

export const layers: Translated<typeof layerWords> = {
  port: { title: 'Lizenzserver', say: 'Das Programm dieses Rechners und der Port, an dem es antwortet.' },
  disk: { title: 'Festplatte', say: 'Platz für das Journal, in das jeder Schritt zuerst geschrieben wird.' },
  clock: { title: 'Uhr', say: 'Die Zeit dieses Rechners im Vergleich zur Lizenz-Cloud.' },
  network: { title: 'Netzwerk', say: 'Der Weg von diesem Rechner zur Lizenz-Cloud.' },
  proxy: { title: 'Proxy und Firewall', say: 'Was dazwischen steht und an Stelle der Cloud antworten könnte.' },
  account: { title: 'Konto', say: 'Die Anmeldung dieses Lizenzservers bei Ihrer Firma.' },
  entitlement: { title: 'Lizenzen', say: 'Was Ihre Firma nutzen darf, und bis wann.' },
  service: { title: 'Dongle-Dienst', say: 'Der Schalter DONGLE EINSCHALTEN.' },
  driver: { title: 'Treiber', say: 'Die Software, die mit Dongles spricht.' },
  usb: { title: 'Dongle', say: 'Die Dongles in diesem Rechner.' },
  seat: { title: 'Plätze', say: 'Wonach Programme dieses Rechners zuletzt gefragt haben.' },
}

export const findings: ProblemWords<typeof englishFindings> = {
  'port-usual': { say: 'Er antwortet am üblichen Port {{about}}.', next: '' },
  'port-other': {
    say: 'Er antwortet an Port {{about}} statt an 30304.',
    next: 'Programmen, die am üblichen Port suchen, muss der andere genannt werden.',
  },
  'server-outdated': {
    say: 'Ihr Hersteller verlangt den Lizenzserver {{about}} oder neuer, bevor ein Dongle umziehen darf.',
    next: 'Installieren Sie den neuesten an Stelle von diesem. Was er weiß, bleibt, und Plätze gibt er weiter wie bisher.',
  },
  'license-server-silent': {
    say: 'Unter {{about}} antwortet nichts.',
    next: 'Starten Sie den Lizenzserver auf diesem Rechner. Endet er gleich wieder, steht in seinem Protokoll im Datenordner, warum.',
  },
  'port-foreign': {
    say: 'Unter {{about}} antwortet ein anderes Programm.',
    next: 'Beenden Sie jenes Programm, oder geben Sie dem Lizenzserver mit UNDONGLE_LICENSE_SERVER_PORT einen anderen Port.',
  },

  'disk-ok': { say: 'Das Journal lässt sich schreiben, und {{about}} MB sind frei.', next: '' },
  'disk-low': {
    say: 'Auf der Festplatte des Datenordners sind nur {{about}} MB frei.',
    next: 'Schaffen Sie Platz. Kein Dongle wird angefasst, bevor seine Quittung sicher Platz hat.',
  },
  'journal-failed': {
    say: 'Das Journal lässt sich nicht schreiben: {{about}}',
    next: 'Schaffen Sie Platz, oder prüfen Sie die Festplatte und wer in den Datenordner schreiben darf. Was bestätigt wurde, bleibt.',
  },

  'clock-right': { say: 'Die Uhr stimmt.', next: '' },
  'clock-off': {
    say: 'Die Uhr dieses Rechners weicht {{about}} Minuten von der Lizenz-Cloud ab.',
    next: 'Stellen Sie Datum, Uhrzeit und Zeitzone, am besten über das Netzwerk.',
  },
  'clock-behind': {
    say: 'Die Uhr dieses Rechners wurde zurückgestellt.',
    next: 'Stellen Sie Datum und Uhrzeit. Bis dahin zählt bei Ausleihen die vergangene Zeit.',
  },
  'clock-needs-contact': {
    say: 'Der Uhr dieses Rechners ist nicht mehr zu trauen.',
    next: 'Stellen Sie Datum und Uhrzeit, und verbinden Sie den Rechner einmal mit der Lizenz-Cloud.',
  },

  'cloud-answers': { say: 'Die Lizenz-Cloud antwortet unter {{about}}.', next: '' },
  'network-leads': { say: 'Das Netzwerk führt zu {{about}}.', next: '' },
  'name-unknown': {
    say: 'Den Namen von {{about}} kennt dieses Netzwerk nicht.',
    next: 'Prüfen Sie Netzwerkkabel oder WLAN, dann die DNS-Einstellungen dieses Rechners.',
  },
  'connection-refused': {
    say: 'Unter {{about}} nimmt niemand die Verbindung an.',
    next: 'Prüfen Sie die Adresse der Lizenz-Cloud, und ob eine Firewall dieses Rechners die Verbindung verbietet.',
  },
  'timed-out': {
    say: 'Von {{about}} kam rechtzeitig keine Antwort.',
    next: 'Prüfen Sie das Netzwerk. So sieht es auch aus, wenn eine Firewall Verbindungen wortlos verwirft.',
  },
  'certificate-refused': {
    say: 'Dem Zertifikat von {{about}} vertraut dieser Rechner nicht.',
    next: 'Prüfen Sie zuerst die Uhr. Stimmt sie, liest vielleicht eine Firewall Ihrer Firma mit: Fragen Sie, wer sie betreut.',
  },
  'cloud-down': {
    say: 'Die Lizenz-Cloud unter {{about}} ist gerade außer Betrieb.',
    next: 'Warten Sie: Es wird von selbst wieder versucht, und die Rechner arbeiten so lange mit ihren Ausleihen weiter.',
  },
  'network-failed': {
    say: 'Die Verbindung zu {{about}} ist abgebrochen.',
    next: 'Prüfen Sie das Netzwerk dieses Rechners und versuchen Sie es noch einmal.',
  },

  'nothing-between': { say: 'Es antwortet die Lizenz-Cloud selbst.', next: '' },
  'other-answer': {
    say: 'Unter {{about}} antwortet etwas anderes an Stelle der Lizenz-Cloud.',
    next: 'Das kann ein Proxy, eine Firewall oder die Anmeldeseite eines Gastnetzes sein. Öffnen Sie die Adresse im Browser, um es zu sehen.',
  },
  'between-unknown': { say: 'Was dazwischen steht, ist nicht bekannt, solange nichts antwortet.', next: '' },

  'signed-in': { say: 'Angemeldet bei {{about}}.', next: '' },
  'signed-out': {
    say: 'Dieser Lizenzserver ist nicht angemeldet.',
    next: 'Melden Sie ihn unter ONLINE-LIZENZEN an, oder mit undongle sign-in.',
  },
  'sign-in-waiting': {
    say: 'Eine Anmeldung wartet auf ihre Freigabe.',
    next: 'Geben Sie den Code, den ONLINE-LIZENZEN zeigt, auf der Anmeldeseite ein.',
  },
  'account-refused': {
    say: 'Die Lizenz-Cloud weist diesen Lizenzserver ab: {{about}}',
    next: 'Melden Sie ihn unter ONLINE-LIZENZEN neu an.',
  },
  'account-unknown': {
    say: 'Angemeldet bei {{about}}; ob die Cloud das auch so sieht, ist nicht bekannt, solange sie nicht antwortet.',
    next: '',
  },

  'licenses-usable': { say: 'Nutzbare Lizenzen: {{about}}.', next: '' },
  'no-licenses': {
    say: 'Ihre Firma hat keine Lizenz in der Cloud, und auf keinem Dongle hier ist eine.',
    next: 'Stecken Sie einen Dongle ein, geben Sie einen Aktivierungscode ein, oder wenden Sie sich an den Support.',
  },
  'licenses-ended': {
    say: 'Alle Lizenzen sind abgelaufen: {{about}}.',
    next: 'Verlängern Sie sie wie gewohnt. Eine Verlängerung kommt hier von selbst an.',
  },
  'licenses-unknown': {
    say: 'Was Ihre Firma nutzen darf, ist nicht bekannt, solange dieser Lizenzserver nicht angemeldet ist.',
    next: '',
  },

  'service-on': { say: 'Er ist eingeschaltet.', next: '' },
  'service-off': {
    say: 'Er ist ausgeschaltet, deshalb wird kein Dongle gelesen.',
    next: 'Schalten Sie ihn unter DONGLE ein, wenn ein Dongle genutzt oder übertragen werden soll.',
  },

  'drivers-work': { say: 'Es funktionieren: {{about}}.', next: '' },
  'driver-fails': {
    say: 'Es funktionieren nicht: {{about}}.',
    next: 'Installieren Sie den Treiber Ihres Dongles neu oder einen neueren, und starten Sie den Lizenzserver neu.',
  },
  'other-driver-fails': {
    say: 'Funktioniert nicht, obwohl ein Dongle auch ohne lesbar ist: {{about}}.',
    next: 'Installieren Sie ihn neu, wenn ein anderer Dongle nicht zu sehen ist.',
  },
  'no-driver': {
    say: 'Auf diesem Rechner wurde kein Treiber für Dongles gefunden.',
    next: 'Installieren Sie den Treiber, der mit Ihrem Dongle kam. Ohne Dongle ist keiner nötig.',
  },
  'driver-unknown': { say: 'Treiber werden geprüft, solange der Dongle-Dienst eingeschaltet ist.', next: '' },

  'dongles-ready': { say: 'Lesbar: {{about}}.', next: '' },
  'dongle-fails': {
    say: '{{about}}',
    next: 'Unter DONGLE steht bei jedem Dongle, was zu tun ist. Oft hilft ein anderer Anschluss, ohne Verteiler dazwischen.',
  },
  'dongle-unread': {
    say: 'Gesehen, aber nichts hier liest ihn: {{about}}.',
    next: 'DONGLE sagt, wie die Software des Herstellers heißt und woher Sie sie bekommen.',
  },
  'no-dongle': {
    say: 'Es ist kein Dongle zu sehen.',
    next: 'Steckt einer: Versuchen Sie einen anderen Anschluss, ohne Verteiler dazwischen, und sehen Sie nach, ob sein Lämpchen leuchtet.',
  },
  'usb-unknown': { say: 'Nach Dongles wird gesucht, solange der Dongle-Dienst eingeschaltet ist.', next: '' },

  'no-seat-refused': { say: 'Kein Programm dieses Rechners wurde abgewiesen.', next: '' },
  'seat-refused': {
    say: 'Das letzte Programm wurde abgewiesen. {{about}}',
    next: 'Tun Sie, was dort steht, und starten Sie das Programm dann neu.',
  },
}
