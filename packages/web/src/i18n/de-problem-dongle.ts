import type { documentErrors } from '@undongle/core/api/errors/document'
import type { dongleErrors } from '@undongle/core/api/errors/dongle'
import type { permitErrors } from '@undongle/core/api/errors/permit'
import type { ProblemWords } from './words.ts'

/** Dongles, what is read from them, and the permits for those that can only be read. */
export const dongleProblems: ProblemWords<typeof dongleErrors & typeof documentErrors & typeof permitErrors> = {
  'dongle-service-off': {
    say: 'Der Dongle-Dienst ist ausgeschaltet.',
    next: 'Schalten Sie ihn mit DONGLE EINSCHALTEN ein.',
  },
  'dongle-not-found': {
    say: 'Dieser Dongle steckt nicht.',
    next: 'Stecken Sie ihn ein und versuchen Sie es noch einmal. Es geht nichts verloren.',
  },
  'dongle-removed': {
    say: 'Der Dongle wurde abgezogen.',
    next: 'Stecken Sie ihn wieder ein, hier oder an einem anderen Rechner. Es geht nichts verloren.',
  },
  'dongle-replaced': {
    say: 'An seiner Stelle steckt ein anderer Dongle.',
    next: 'Stecken Sie den Dongle ein, mit dem die Übertragung begonnen wurde.',
  },
  'dongle-busy': {
    say: 'Ein anderes Programm benutzt den Dongle.',
    next: 'Schließen Sie jenes Programm und versuchen Sie es noch einmal.',
  },
  'dongle-incomplete': {
    say: 'Der Dongle ließ sich nicht vollständig lesen.',
    next: 'Ziehen Sie ihn ab, stecken Sie ihn wieder ein und lesen Sie ihn neu. Er gilt nicht als leer.',
  },
  'dongle-damaged': {
    say: 'Auf dem Dongle stehen zwei verschiedene Stände mit derselben Nummer.',
    next: 'Wenden Sie sich an den Support. Inzwischen gilt der strengere.',
  },
  'dongle-full': {
    say: 'Auf dem Dongle ist kein Platz für die Übertragung.',
    next: 'Wenden Sie sich an den Support. Der Dongle wurde nicht angefasst.',
  },
  'dongle-read-only': {
    say: 'Der Dongle kann nicht beschrieben werden.',
    next: 'Wenden Sie sich an den Support: Dieser Dongle wird auf andere Weise übertragen.',
  },
  'dongle-foreign': {
    say: 'Auf diesem Gerät ist nichts von Undongle.',
    next: 'Stecken Sie den Dongle des Herstellers ein.',
  },
  'dongle-runtime-missing': {
    say: 'Dieser Dongle steckt, aber seine Software ist hier nicht installiert oder antwortet nicht.',
    next: 'Installieren und starten Sie die Software, die mit dem Programm dieses Dongles kam. Er wird dann von selbst gelesen.',
  },
  'dongle-only-seen': {
    say: 'Dieser Dongle ist am USB-Anschluss zu sehen, kann hier aber nicht gelesen werden.',
    next: 'Fragen Sie den Hersteller: Was darauf ist, steht in seinen Unterlagen.',
  },
  'dongle-disabled': {
    say: 'Die Software dieses Dongles nennt ihn gesperrt oder kopiert.',
    next: 'Wenden Sie sich an den Hersteller. Von ihm wird nichts gelesen.',
  },
  'dongle-order-mismatch': {
    say: 'Der Stand des Dongles hat sich seit diesem Auftrag geändert.',
    next: 'Beginnen Sie wieder beim Durchsehen. Es noch einmal zu versuchen ist sicher.',
  },
  'driver-unavailable': {
    say: 'Der Dongle-Treiber kann auf diesem Rechner nicht arbeiten.',
    next: 'Auf der Seite DONGLE steht, warum.',
  },
  'driver-timed-out': {
    say: 'Der Dongle-Treiber hat nicht rechtzeitig geantwortet.',
    next: 'Ziehen Sie den Dongle ab, stecken Sie ihn wieder ein und versuchen Sie es noch einmal. Es geht nichts verloren.',
  },
  'pin-needed': { say: 'Der Dongle fragt nach seiner PIN.', next: 'Geben Sie die PIN des Dongles ein.' },
  'pin-wrong': {
    say: 'Die PIN ist falsch.',
    next: 'Geben Sie sie noch einmal ein. Wie viele Versuche bleiben, sagt dieser Dongle nicht.',
  },
  'pin-wrong-few-left': {
    say: 'Die PIN ist falsch, und es bleiben nur wenige Versuche.',
    next: 'Vergewissern Sie sich der PIN, bevor Sie sie noch einmal eingeben.',
  },
  'pin-last-try': {
    say: 'Es bleibt nur ein Versuch, dann sperrt sich der Dongle.',
    next: 'Bestätigen Sie, dass Sie den letzten Versuch verwenden wollen, oder fragen Sie, wer die PIN kennt.',
  },
  'pin-locked': {
    say: 'Der Dongle hat sich nach zu vielen falschen PINs gesperrt.',
    next: 'Der Support kann ihn entsperren.',
  },
  'reading-malformed': {
    say: 'Was vom Dongle gelesen wurde, ist kein vollständiger, unterschriebener Stand.',
    next: 'Ziehen Sie den Dongle ab, stecken Sie ihn wieder ein und lesen Sie ihn neu.',
  },
  'list-refused': {
    say: 'Die Lizenzliste des Dongles ist nicht von diesem Hersteller unterschrieben.',
    next: 'Wenden Sie sich an den Support: Der Dongle ist vielleicht von einem anderen Hersteller.',
  },
  'attestation-refused': {
    say: 'Der Dongle hat nicht bewiesen, dass er hier ist.',
    next: 'Lassen Sie den Dongle stecken und versuchen Sie es noch einmal.',
  },
  'order-refused': {
    say: 'Der Auftrag ist nicht von dieser Cloud unterschrieben, oder es ist ein anderer.',
    next: 'Beginnen Sie wieder beim Durchsehen. Es noch einmal zu versuchen ist sicher.',
  },
  'receipt-refused': {
    say: 'Die Quittung ist nicht die Antwort des Dongles auf diesen Auftrag.',
    next: 'Lesen Sie den Dongle neu: Die richtige Quittung ist darauf.',
  },
  'dongle-rolled-back': {
    say: 'Der Dongle zeigt einen älteren Stand als zuvor.',
    next: 'Lassen Sie ihn stecken: Der Lizenzserver bringt ihn von selbst in Ordnung. Die Lizenzen in Ihrem Konto bleiben, wo sie sind.',
  },
  'dongle-blocked': {
    say: 'Dieser Dongle ist gesperrt: Seine Übertragung wurde ohne ihn zu Ende gebracht.',
    next: 'Nutzen Sie die Lizenzen aus Ihrem Konto. Wenden Sie sich an den Support, wenn der Dongle nicht verloren war.',
  },
  'dongle-lost': {
    say: 'Dieser Dongle wurde als verloren oder defekt gemeldet und ist gesperrt.',
    next: 'Haben Sie ihn gefunden, sagen Sie es dem Support: Er gibt ihn wieder frei. Inzwischen helfen Überbrückungslizenzen.',
  },
  'dongle-key-changed': {
    say: 'Ein Dongle mit dieser Seriennummer und einem anderen Schlüssel ist schon bekannt.',
    next: 'Wenden Sie sich an den Support: Einer der beiden ist eine Kopie.',
  },
  'signature-unsupported': {
    say: 'Dieses Programm kann Ed25519-Unterschriften nicht prüfen.',
    next: 'Verwenden Sie Node 20.19 oder neuer, oder einen aktuellen Browser über HTTPS oder auf localhost.',
  },
  'document-refused': {
    say: 'Das unterschriebene Dokument wurde nicht angenommen.',
    next: 'Holen Sie es noch einmal dort, wo es herkam.',
  },
  'possession-unproven': {
    say: 'Eine Seriennummer allein beweist nicht, dass Sie diesen Dongle haben.',
    next: 'Versuchen Sie es drei Tage, nachdem er hier zum ersten Mal eingesteckt wurde, noch einmal. Bis dahin läuft er weiter.',
  },
  'dongle-of-other-company': {
    say: 'Dieser Dongle gehört einer anderen Firma.',
    next: 'Melden Sie sich mit dem Konto jener Firma an, oder wenden Sie sich an den Support.',
  },
  'permit-draining': {
    say: 'Die Lizenzen dieses Dongles sind auf dem Weg in Ihr Konto. Kein Rechner darf deshalb anfangen, ihn zu nutzen.',
    next: 'Warten Sie, bis die Übertragung fertig ist, oder brechen Sie sie ab. Es geht nichts verloren.',
  },
  'permit-moved': {
    say: 'Die Lizenzen dieses Dongles sind in Ihrem Konto.',
    next: 'Nutzen Sie sie von dort: Dieser Dongle wird nicht mehr gebraucht.',
  },
  'permit-provisional': {
    say: 'Noch gelten vorläufige Ausleihen an Stelle dieses Dongles.',
    next: 'Geben Sie sie zurück, oder warten Sie, bis sie enden. Es geht nichts verloren.',
  },
  'epoch-changed': {
    say: 'Seit dem letzten Kontakt dieses Lizenzservers wurde die Lizenz-Cloud aus einer Sicherung wiederhergestellt.',
    next: 'Es ist nichts zu tun: Der Lizenzserver meldet sich von selbst und versucht es wieder.',
  },
  'epoch-running': {
    say: 'Die Lizenz-Cloud wurde aus einer Sicherung wiederhergestellt und wartet, bis sich jeder Rechner gemeldet hat.',
    next: 'Lassen Sie Ihre Lizenzserver laufen: Es geht von selbst weiter, spätestens nach zehn Tagen und drei Stunden.',
  },
  'machines-unheard': {
    say: 'Die Lizenz-Cloud wurde aus einer Sicherung wiederhergestellt, und nicht jeder Lizenzserver hat seitdem gesagt, was er hat.',
    next: 'Starten Sie jeden Lizenzserver, der je angemeldet war, einmal mit Netzwerk, oder erklären Sie ihn für verschwunden. Einem Zertifikat, das nur einer von ihnen hat, würde sonst widersprochen.',
  },
  'permit-needed': {
    say: 'Dieser Rechner hat keine Erlaubnis, den Dongle zu nutzen.',
    next: 'Verbinden Sie ihn einmal angemeldet mit der Lizenz-Cloud: Er bekommt von selbst eine.',
  },
  'permit-ended': {
    say: 'Die Erlaubnis, mit der dieser Rechner den Dongle genutzt hat, ist abgelaufen.',
    next: 'Verbinden Sie ihn einmal mit der Lizenz-Cloud: Sie wird von selbst verlängert.',
  },
  'no-way-back': {
    say: 'Dieser Dongle kann nicht an Stelle der Cloud genutzt werden.',
    next: 'Ein Zurück gibt es nur in den angekündigten Tagen nach einer Übertragung, mit eingestecktem Dongle.',
  },
}
