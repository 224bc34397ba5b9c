import type { helpWords as english } from './en-help.ts'
import type { Translated } from './words.ts'

export const helpWords: Translated<typeof english> = {
  help: {
    menu: { settings: 'EINSTELLUNGEN', doctor: 'DIAGNOSE', guide: 'Schritt für Schritt' },
    whyMove:
      'Ein Dongle kann kaputtgehen oder verloren gehen, und mit ihm seine Lizenzen. Im Konto Ihrer Firma sind sie sicher, laufen ohne Dongle, und Verlängerungen kommen von selbst an.',
    toDoctor: 'Was stimmt nicht? Zur DIAGNOSE',
    toGuide: 'Anleitung Schritt für Schritt lesen',
    servedBy:
      'Programme auf diesem Rechner bekommen ihre Lizenzen von diesem Lizenzserver. Er ist bei {{company}} angemeldet. Für Lizenzen in der Cloud brauchen sie keinen Dongle.',
  },
  nothingYet: {
    list: 'Wege zu einer Lizenz',
    say: 'Weder auf einem Dongle an diesem Rechner noch im Konto Ihrer Firma, soweit es hier bekannt ist, gibt es eine Lizenz.',
    plugIn: 'Dongle einstecken',
    code: 'Aktivierungscode eingeben',
    lost: 'Verlorenen oder defekten Dongle melden',
    lostTopic: 'einem verlorenen oder defekten Dongle',
  },
  host: {
    waits: 'Ihr Programm wartet hierauf',
    ready: 'Ihr Programm kann weitermachen',
    back: 'Zurück zum Programm',
    goBack: 'Gehen Sie zurück zu Ihrem Programm.',
  },
  scan: { label: 'QR-Code der Anmeldeseite mit diesem Code', say: 'Oder scannen Sie dies mit dem Handy.' },
  does: {
    transfer: 'Überträgt Lizenzen von einem Dongle in das Konto Ihrer Firma.',
    check: 'Jede Regel Ihres Herstellers wird geprüft. Noch ändert sich nichts.',
    review: 'Sehen Sie, was übertragen würde, und bestätigen Sie es. Vor dem letzten Knopf ändert sich nichts.',
    run: 'Die Lizenzen werden jetzt übertragen. Diese Seite zeigt jeden Schritt, sobald er geschieht.',
    result: 'Was daraus geworden ist, was jetzt zu tun ist, und der Nachweis zum Aufheben.',
    gone: 'Diese Seite gehörte zu einem Dongle, der abgezogen wurde.',
  },
  doctorPage: {
    title: 'Diagnose',
    subtitle: 'Prüft alles, was dieser Lizenzserver braucht, und sagt, wo Sie anfangen, wenn etwas nicht geht.',
    again: 'Noch einmal prüfen',
    checkedAt: 'Geprüft: {{time}}',
    list: 'Was gefunden wurde',
    nothing: 'Alles in Ordnung',
    nothingSay:
      'Alles, was geprüft wurde, funktioniert. Startet ein Programm trotzdem nicht, wenden Sie sich mit der Datei unten an den Support.',
    begin: 'Fangen Sie hier an: {{layer}}',
    answers: { pass: 'Gut', note: 'Gut zu wissen', fail: 'Geht nicht', unknown: 'Nicht bekannt' },
    silent:
      'Der Lizenzserver selbst antwortet nicht. Starten Sie ihn auf diesem Rechner. Im Terminal prüft ihn undongle doctor von außen.',
    bundle: 'Eine Datei für den Support',
    bundleSay:
      'Sie erspart dem Support Rückfragen. Sie enthält dies und sonst nichts; PINs, Passwörter und Schlüssel sind nicht dabei:',
    save: 'Datei speichern',
    saved: 'Gespeichert als {{name}}. Schicken Sie sie dem Support, oder hängen Sie sie an Ihren Supportfall an.',
  },
  settingsPage: {
    title: 'Einstellungen',
    subtitle: 'Wie dieser Lizenzserver diesen Rechner und sein Netzwerk bedient.',
    wayBack: 'Zurück zum Dongle',
    wayBackSay:
      'Nach einer Übertragung läuft auch der Dongle noch einige Tage. Der Schalter nimmt die Lizenzen wieder von ihm.',
    noWayBack:
      'Jetzt lässt sich nichts zurückschalten: Entweder wurde von keinem eingesteckten Dongle etwas übertragen, oder die Tage sind vorbei, oder Ihr Hersteller gewährt keine.',
    network: 'Andere Rechner im Netzwerk',
    lan: 'Die Rechner im Netzwerk bedienen',
    lanSay: 'Ist das ausgeschaltet, wird nur dieser Rechner bedient. Diese Seiten sieht das Netzwerk nie.',
    lanAt: 'Erreichbar unter',
    lanNodes: 'Beigetretene Rechner',
    token: 'Beitrittscode anzeigen',
    tokenSay: 'Wer ihn hat, kann Lizenzen über diesen Lizenzserver nutzen. Behandeln Sie ihn wie ein Passwort.',
    copyToken: 'Beitrittscode kopieren',
    replaceToken: 'Neuen erzeugen',
    replaceSay: 'Der bisherige lässt dann niemanden mehr hinein; schon beigetretene Rechner bleiben.',
    offline: 'Ohne Netzwerk',
    offlineSay_one: '{{line}}: Programme laufen bis zu {{count}} Tag.',
    offlineSay_other: '{{line}}: Programme laufen bis zu {{count}} Tage.',
    offlineNever: '{{line}}: Programme brauchen die Lizenz-Cloud jedes Mal.',
    offlineBy: 'Das legt Ihr Hersteller für jede Produktlinie fest.',
    noLines: 'Noch nicht bekannt: Es kommt mit dem ersten Kontakt zur Lizenz-Cloud.',
    about: 'Über',
    version: 'Version',
    cloud: 'Lizenz-Cloud',
    company: 'Angemeldet bei',
    port: 'Seite',
    toSignIn: 'Zu ONLINE-LIZENZEN',
  },
  guidePage: {
    title: 'Ihre Lizenzen Schritt für Schritt übertragen',
    subtitle:
      'Für alle, die den Dongle in der Hand haben. Es dauert wenige Minuten, und vor Ihrer Bestätigung ändert sich nichts.',
    why: 'Warum übertragen?',
    steps: {
      before: {
        title: 'Bevor Sie anfangen',
        say: 'Halten Sie den Dongle bereit, und seine PIN, falls er eine hat. Sie brauchen ein Konto in Ihrer Firma; ein neues beginnt mit einem Link, den Ihr Hersteller schickt.',
      },
      signIn: {
        title: '1. Anmelden',
        say: 'Öffnen Sie ONLINE-LIZENZEN und drücken Sie Anmelden. Geben Sie den angezeigten Code auf der Anmeldeseite ein, an diesem Rechner oder am Handy, und geben Sie ihn frei.',
        action: 'Zu ONLINE-LIZENZEN',
      },
      dongle: {
        title: '2. Dongle einstecken',
        say: 'Öffnen Sie DONGLE und legen Sie den Schalter DONGLE EINSCHALTEN um. Der Dongle erscheint von selbst, mit seinen Lizenzen.',
        action: 'Zu DONGLE',
      },
      check: {
        title: '3. Die Regeln ansehen',
        say: 'Jede Zeile ist grün oder rot. Eine rote sagt, warum, und was zu tun ist. Wählen Sie ÜBERTRAGUNG, wenn nichts mehr rot ist.',
        action: 'Zu ÜBERTRAGUNG',
      },
      review: {
        title: '4. Lesen und bestätigen',
        say: 'Sie sehen, welche Lizenz übertragen wird und welche bleibt, und in welche Firma. Lesen Sie, was über dem Knopf steht, setzen Sie das Häkchen und drücken Sie ihn.',
      },
      run: {
        title: '5. Einen Moment warten',
        say: 'Lassen Sie den Dongle stecken, bis die Seite etwas anderes sagt. Sie dürfen die Seite schließen: Es geht ohne sie weiter. Wird der Dongle abgezogen oder fällt das Netzwerk aus, geht nichts verloren.',
      },
      result: {
        title: '6. Zertifikat aufheben',
        say: 'Die letzte Seite sagt, was daraus geworden ist, und ob Sie den Dongle abziehen dürfen. Speichern Sie das Zertifikat. START zeigt alle Lizenzen, wo immer sie sind.',
        action: 'Zu START',
      },
    },
    stuck: 'Wenn etwas nicht geht',
    stuckSay:
      'Die DIAGNOSE prüft alles und sagt, wo Sie anfangen. Den Support erreichen Sie jederzeit, angemeldet oder nicht.',
    toDoctor: 'Zur DIAGNOSE',
  },
}
