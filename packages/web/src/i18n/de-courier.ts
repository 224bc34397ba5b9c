import type { carriedWords as english } from './en-courier.ts'
import type { Translated } from './words.ts'

/** Working without a network: the License Server's page and the console's. */
export const carriedWords: Translated<typeof english> = {
  courier: {
    title: 'KURIER',
    subtitle: 'Für einen Rechner ohne Netz: Sie tragen eine Datei zu einem mit Netz, und die Antwort zurück.',
    on: 'Mit Kurier arbeiten',
    onSay: 'Was die Lizenz-Cloud nicht gefragt werden kann, wird hier vorgemerkt. Ist ein Netz da, wird es benutzt.',
    waits: 'Was wartet',
    nothing: 'Es gibt nichts zu tragen',
    nothingSay:
      'Beginnen Sie, was Sie vorhaben, etwa eine Übertragung: Was sie von der Lizenz-Cloud braucht, steht dann hier.',
    written: 'in Anfrage {{number}}',
    toWrite: 'noch in keiner Datei',
    answered: 'beantwortet',
    subject: {
      'sign-in': 'Diesen Rechner anmelden',
      news: 'Neues aus der Lizenz-Cloud',
      username: 'Einen Benutzernamen prüfen',
      plan: 'Übertragung, Weg 1 von 3: was den Dongle verlässt',
      order: 'Übertragung, Weg 2 von 3: der Auftrag für den Dongle',
      receipt: 'Übertragung, Weg 3 von 3: die Quittung des Dongles',
      move: 'Übertragung von einem Dongle, der nur gelesen werden kann',
      cancel: 'Eine Übertragung abbrechen',
      permit: 'Die Erlaubnis, von einem Dongle zu arbeiten',
      certificate: 'Ein Zertifikat mit seinem Platz im öffentlichen Verzeichnis',
      seat: 'Einen Arbeitsplatz ausleihen oder zurückgeben',
    },
    request: '1. Nehmen Sie die Anfrage mit',
    requestSay: 'Sie enthält kein Geheimnis und gilt bis {{time}}.',
    write: 'Anfrage schreiben',
    writeAgain: 'Neue Anfrage schreiben',
    save: 'Als Datei sichern',
    copy: 'Text kopieren',
    codes: 'Oder mit dem Telefon: QR-Code {{number}} von {{total}}',
    codeLabel: 'QR-Code {{number}} von {{total}}',
    codesSay:
      'Jeder Code enthält einen Teil des Textes. Lesen Sie alle, in beliebiger Reihenfolge, in das Feld der anderen Seite.',
    before: 'Voriger Code',
    after: 'Nächster Code',
    there: '2. Lassen Sie sie beantworten',
    thereSay: 'Öffnen Sie auf einem Rechner mit Netz {{url}}/courier, oder tippen Sie: undongle courier answer DATEI',
    answer: '3. Lesen Sie die Antwort hier ein',
    letter: 'Text oder gelesene Codes',
    letterSay:
      'Wählen Sie die Datei, oder fügen Sie den Text ein. Ein Code-Leser darf die Codes nacheinander hier eintippen.',
    file: 'Datei wählen',
    read: 'Antwort einlesen',
    wasRead: 'Die Antwort wurde gelesen',
    wasReadSay: 'Was auf sie gewartet hat, geht von selbst weiter.',
    fingerprint: 'Hauptschlüssel der Cloud',
    fingerprintSay:
      'Die Konsole zeigt auf ihrer Kurierseite dieselben Zeichen. Wenn nicht, hören Sie auf und fragen Sie den Support.',
    pending: '{{subject}}: Das wartet darauf, getragen zu werden.',
    open: 'Zum Kurier',
    settingsSay: 'Kein Netz an diesem Rechner? Seine Anfragen können als Dateien oder QR-Codes getragen werden.',
    useInstead: 'Hier gibt es kein Netz? Melden Sie sich mit dem Kurier an.',
    console: 'KURIER',
    consoleTitle: 'Eine Anfrage beantworten',
    consoleSubtitle:
      'Ein Rechner ohne Netz hat eine Datei geschrieben: Bringen Sie sie hierher, und nehmen Sie die Antwort mit zurück.',
    consoleSay:
      'Wer eine Anfrage trägt, darf sie beantworten lassen. Nur wenn ein Rechner sich zum ersten Mal anmeldet, müssen Sie hier angemeldet sein.',
    answerIt: 'Beantworten',
    from: 'Rechner',
    asks: 'Er fragt',
    signInSay:
      'Diese Anfrage meldet den Rechner für eine Firma an. Vergleichen Sie zuerst seinen Namen mit dem auf seiner Seite.',
    company: 'Für welche Firma',
    answeredFor: 'Die Antwort für {{machine}}',
    answeredSay: 'Nur dieser Rechner kann sie lesen. Bringen Sie sie zurück, und lesen Sie sie dort unter KURIER ein.',
    replies: '{{number}} Antworten, davon {{refused}} ein Nein',
  },
}
