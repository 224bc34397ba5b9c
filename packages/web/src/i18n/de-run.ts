import type { runWords as english } from './en-run.ts'
import type { Translated } from './words.ts'

export const runWords: Translated<typeof english> = {
  run: {
    title: 'Übertragung von Dongle {{label}}',
    titlePercent: '{{percent}} %',
    progress: 'Fortschritt der Übertragung',
    elapsed: 'Läuft seit {{time}}',
    usual: 'Meist etwa {{count}} min',
    slower: 'Langsamer als sonst. Es geht nichts verloren, und Sie müssen nichts tun.',
    safeToClose: 'Sie können diese Seite schließen: Der Lizenzserver macht ohne sie weiter.',
    keepIn: 'Lassen Sie den Dongle stecken.',
    leaveOut: 'Dafür wird der Dongle nicht mehr gebraucht.',
    noReturn: 'Ab hier gibt es kein Zurück: Die Übertragung wird zu Ende gebracht und nicht mehr zurückgenommen.',
    resumed: 'Ging nach einem Neustart von selbst weiter.',
    polling: 'Die laufende Anzeige ist unterbrochen; stattdessen fragt diese Seite alle paar Sekunden nach.',
    phaseState: { done: 'Fertig', active: 'Läuft', todo: 'Steht aus', waiting: 'Wartet' },
    tryNow: 'Jetzt noch einmal versuchen',
    meanwhile: {
      'on-dongle': 'Die Lizenzen lassen sich währenddessen nutzen.',
      'off-dongle': 'Gerade nicht nutzbar: Die Lizenzen haben den Dongle verlassen und sind gleich in der Cloud aktiv.',
      'may-be-off':
        'Vielleicht hat der Dongle seine Lizenzen schon abgegeben. Sobald das feststeht, lassen sie sich wieder nutzen; es geht nichts verloren.',
      'by-permit':
        'Programme hier laufen mit dem Dongle weiter: Die Erlaubnis dieses Rechners gilt bis {{time}}. Lassen Sie den Dongle stecken, solange Programme ihn nutzen.',
      'by-permit-unplugged':
        'Die Übertragung braucht den Dongle nicht, die Programme hier schon: Stecken Sie Dongle {{serial}} wieder ein, um ihn inzwischen zu nutzen. Die Erlaubnis dieses Rechners gilt bis {{time}}.',
      provisional: 'Programme hier bekommen ihre Lizenzen vorläufig aus der Cloud.',
      'no-permit':
        'Dieser Rechner hat keine Erlaubnis für den Dongle. Programme hier bekommen deshalb nichts von ihm, bis diese Übertragung zu Ende ist.',
      'given-back':
        'Dieser Rechner hat seine Erlaubnis zurückgegeben. Bis die Cloud antwortet, kann ein Programm, das hier startet, abgewiesen werden; es geht nichts verloren.',
    },
    beside: 'Gleichzeitig',
    cancel: {
      ask: 'Diese Übertragung abbrechen',
      A: 'Bis der Dongle seine Lizenzen abgegeben hat, lässt sich die Übertragung abbrechen. Der Dongle schreibt es auf, die Cloud erfährt es, und erst dann ist sie abgebrochen.',
      B: 'Bis die letzte Erlaubnis zurückgegeben ist, lässt sich die Übertragung abbrechen. Die Cloud beendet sie für alle beteiligten Rechner, und diese bekommen wieder Erlaubnisse.',
      asked:
        'Wird abgebrochen: Der Dongle schreibt es auf, dann erfährt es die Cloud. Hat der Dongle seine Lizenzen schon vorher abgegeben, wird die Übertragung stattdessen zu Ende gebracht.',
    },
  },
  wait: {
    dongle: {
      title: 'Stecken Sie Dongle {{label}} wieder ein',
      say: 'Stecken Sie Dongle {{label}}, Seriennummer {{serial}}, wieder ein, hier oder an jedem anderen Rechner, der ihn sieht. Es geht nichts verloren, und keine Frist läuft ab.',
    },
    'dongle-service': {
      title: 'Alles sicher, noch nicht fertig: Der Dongle-Dienst ist ausgeschaltet',
      say: 'Schalten Sie ihn unter DONGLE ein, damit Dongle {{label}} erreichbar ist. Es geht nichts verloren.',
    },
    'dongle-held': {
      title: 'Alles sicher, noch nicht fertig: Warten auf Dongle {{label}}',
      say: 'Er steckt, antwortet aber nicht wie er soll. Es wird von selbst wieder versucht; es geht nichts verloren.',
    },
    pin: {
      title: 'Der Dongle fragt nach seiner PIN',
      say: 'Geben Sie die PIN von Dongle {{label}} ein, damit es weitergeht. Es geht nichts verloren.',
      action: 'Weiter',
    },
    cloud: {
      title: 'Alles sicher, noch nicht fertig: Warten auf die Lizenz-Cloud',
      say: 'Sie ist gerade nicht erreichbar. Es wird von selbst wieder versucht, in immer größeren Abständen, ohne Ende.',
    },
    courier: {
      title: 'Alles sicher, noch nicht fertig: Warten auf den Kurier',
      say: 'Ihre nächste Nachricht an die Lizenz-Cloud steht in der Anfragedatei. Tragen Sie sie hin, und bringen Sie die Antwort zurück; der Dongle darf so lange warten.',
    },
    'cloud-restored': {
      title: 'Alles sicher, noch nicht fertig: Warten auf die Lizenz-Cloud',
      say: 'Die Cloud hat noch nicht gesagt, dass alle Erlaubnisse zurück sind. Nach einer Wiederherstellung fragt sie zuerst jeden Rechner, was er hat. Es geht von selbst weiter.',
    },
    held: {
      title: 'Alles sicher, noch nicht fertig',
      say: 'Woran es liegt, steht unten. Es wird von selbst wieder versucht, in immer größeren Abständen, ohne Ende.',
    },
    'sign-in': {
      title: 'Melden Sie sich wieder an',
      say: 'Damit es weitergeht, muss dieser Lizenzserver angemeldet sein. Es geht nichts verloren.',
      action: 'Zu ONLINE-LIZENZEN',
    },
    confirmation: {
      title: 'Bestätigen Sie noch einmal',
      say: 'Die Lizenzen wurden vor einiger Zeit reserviert. Soll die Übertragung weitergehen?',
      action: 'Übertragung fortsetzen',
    },
    'plan-changed': {
      title: 'Der Plan hat sich geändert',
      say: 'Das würde jetzt geschehen. Es geht nur weiter, wenn Sie es bestätigen; sonst brechen Sie ab.',
    },
    permits: {
      title: 'Warten auf die Erlaubnisse anderer Rechner',
      say: 'Dongle {{label}} kann nicht beschrieben werden. Die Cloud wartet deshalb, bis ihn kein anderer Rechner mehr nutzen darf. Neue Erlaubnisse gibt sie so lange nicht.',
      holder: '{{name}}: bis {{time}}, wenn sie nicht vorher zurückgegeben wird',
      thisMachine: 'Dieser Rechner: bis {{time}}, wenn sie nicht vorher zurückgegeben wird',
      how: 'Damit es sofort weitergeht, geben Sie die Erlaubnis an jenem Rechner zurück: auf seiner Seite DONGLE oder mit undongle permit give-back {{serial}}.',
      howHere: 'Damit es sofort weitergeht, geben Sie die Erlaubnis dieses Rechners auf seiner Seite DONGLE zurück.',
      toDongle: 'Zu DONGLE',
      byItself: 'Sonst geht die Übertragung von selbst weiter, spätestens am {{time}}. Sie müssen nichts tun.',
    },
    'own-permit': {
      title: 'Warten auf die Erlaubnis dieses Rechners',
      say: 'Ein anderer Rechner hat diese Übertragung von Dongle {{label}} begonnen, und nur dieser hier darf den Dongle noch nutzen.',
    },
    owner: {
      title: 'Die Cloud wartet auf Einwände',
      say: 'Von Dongle {{label}} ist nur die Seriennummer bekannt, und die beweist wenig. Der eingetragene Eigentümer wurde benachrichtigt.',
      until: 'Bis {{time}} kann der eingetragene Eigentümer widersprechen. Danach geht es von selbst weiter.',
    },
    seats: {
      title: 'Warten, bis niemand mit den Lizenzen arbeitet',
      say: 'Die Übertragung von Dongle {{label}} hat noch nicht begonnen. Sie beginnt von selbst, wenn diese Programme geschlossen sind. Sie können sie auch jetzt beginnen: Die Programme behalten ihre Plätze.',
    },
    time: {
      title: 'Warten auf die Zeit, die Sie gewählt haben',
      say: 'Die Übertragung von Dongle {{label}} hat noch nicht begonnen. Programme, die dann laufen, behalten ihre Plätze.',
    },
    support: {
      title: 'Das muss sich der Support ansehen',
      say: 'Es geht nichts verloren. Nennen Sie dem Support die Nummer dieser Übertragung: {{id}}.',
    },
  },
}
