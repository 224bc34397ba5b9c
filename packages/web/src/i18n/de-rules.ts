import type { ruleFindings } from '@undongle/core/policy/rule-words'
import type { ProblemWords } from './words.ts'

const signIn = 'Melden Sie sich unter ONLINE-LIZENZEN an.'
const enable = 'Schalten Sie den Dongle-Dienst ein.'

/** What the rules of a policy find. */
export const rules: ProblemWords<typeof ruleFindings> = {
  'dongle-right': { say: '1 Dongle steckt.', next: '' },
  'dongles-right': { say: '{{number}} Dongles stecken.', next: '' },
  'no-dongle': { say: 'Es steckt kein Dongle.', next: 'Stecken Sie ihn ein. Genau {{exactly}} darf stecken.' },
  'dongles-too-few': { say: 'Dongles, die stecken: {{dongles}}.', next: 'Stecken Sie genau {{exactly}} ein.' },
  'dongles-too-many': {
    say: '{{number}} Dongles stecken: {{dongles}}.',
    next: 'Lassen Sie genau {{exactly}} stecken und ziehen Sie die anderen ab.',
  },

  'driver-silent': { say: 'Der Dongle-Treiber hat noch nicht geantwortet.', next: enable },
  'driver-new-enough': { say: 'Treiber {{driver}} {{version}} ist neu genug.', next: '' },
  'driver-too-old': {
    say: 'Treiber {{driver}} {{version}} ist älter als {{needed}}.',
    next: 'Installieren Sie die Treiberversion {{needed}} oder eine neuere.',
  },

  'machine-unknown': { say: 'Wo der Dongle steckt, ist noch nicht bekannt.', next: enable },
  'this-machine': { say: 'Der Dongle steckt in diesem Rechner.', next: '' },
  'another-machine': {
    say: 'Der Dongle steckt in einem anderen Rechner.',
    next: 'Stecken Sie ihn in den Rechner, auf dem dieser Lizenzserver läuft.',
  },

  'license-server-new-enough': { say: 'Lizenzserver {{version}} ist neu genug.', next: '' },
  'license-server-too-old': {
    say: 'Lizenzserver {{version}} ist älter als {{needed}}.',
    next: 'Aktualisieren Sie den Lizenzserver auf {{needed}} oder neuer.',
  },

  'cloud-not-asked': { say: 'Die Lizenz-Cloud hat noch nicht geantwortet.', next: 'Warten Sie einen Moment.' },
  'cloud-answers': { say: 'Die Lizenz-Cloud antwortet.', next: '' },
  'cloud-silent': {
    say: 'Die Lizenz-Cloud ist nicht erreichbar.',
    next: 'Prüfen Sie das Netzwerk dieses Rechners, und prüfen Sie dann hier noch einmal.',
  },

  'signed-in': { say: 'Angemeldet als {{user}}.', next: '' },
  'signed-out': { say: 'Bei den Online-Lizenzen ist niemand angemeldet.', next: signIn },

  'assignment-unknown': { say: 'Wem der Dongle zugewiesen ist, ist noch nicht bekannt.', next: signIn },
  'own-company': { say: 'Der Dongle ist Ihrer Firma zugewiesen.', next: '' },
  'no-company': { say: 'Kein Vertrag weist den Dongle einer anderen Firma zu.', next: '' },
  'other-company': {
    say: 'Der Dongle ist einer anderen Firma zugewiesen als Ihrer.',
    next: 'Melden Sie sich mit dem Konto jener Firma an, oder bitten Sie {{support}}, die Konten abzugleichen.',
  },

  'target-unchecked': {
    say: 'Der Benutzername der Kontaktperson ist noch nicht geprüft.',
    next: 'Geben Sie den Benutzernamen ein, dem die Lizenzen gehören werden.',
  },
  'target-in-company': { say: '{{user}} gehört zu Ihrer Firma.', next: '' },
  'target-elsewhere': {
    say: '{{user}} gehört nicht zu Ihrer Firma.',
    next: 'Geben Sie einen Benutzernamen Ihrer eigenen Firma ein.',
  },

  'switch-unknown': { say: 'Ob dieser Dongle übertragen werden darf, ist noch nicht bekannt.', next: signIn },
  'switched-on': { say: 'Der Hersteller erlaubt, diesen Dongle zu übertragen.', next: '' },
  'switched-off': {
    say: 'Der Hersteller hat die Übertragung dieses Dongles abgeschaltet.',
    next: 'Fragen Sie {{support}}.',
  },

  'wave-unknown': { say: 'Ihr Termin ist noch nicht bekannt.', next: signIn },
  'wave-open': { say: 'Ihr Termin ist da.', next: '' },
  'wave-without-date': {
    say: 'Für Sie steht noch kein Termin fest.',
    next: 'Sie bekommen Bescheid. Der Dongle läuft weiter.',
  },
  'wave-to-come': {
    say: 'Ihr Termin ist der {{day}}.',
    next: 'Kommen Sie dann wieder. Der Dongle läuft weiter, werfen Sie ihn nicht weg.',
  },

  'evaluation-dongle': {
    say: 'Das ist ein Dongle zum Ausprobieren.',
    next: 'Stecken Sie einen Dongle des Herstellers ein.',
  },
  'production-dongle': { say: 'Das ist ein Dongle für den Betrieb.', next: '' },

  'contract-unknown': { say: 'Die Lizenzen sind noch nicht mit dem Vertrag verglichen.', next: signIn },
  'generation-fine': { say: 'Jede Lizenz ist neu genug für eine Übertragung.', next: '' },
  'generation-holds': {
    say: 'Unbefristete Lizenzen alter Versionen können nicht übertragen werden: {{licenses}}.',
    next: 'Erneuern Sie sie bei {{support}}.',
  },
  'generation-stays': {
    say: 'Unbefristete Lizenzen alter Versionen können nicht übertragen werden: {{licenses}}. Sie bleiben auf dem Dongle.',
    next: 'Erneuern Sie sie bei {{support}}.',
  },
  'contract-fine': { say: 'Jede Lizenz ist durch einen Vertrag gedeckt.', next: '' },
  'contract-holds': {
    say: 'Kein Vertrag deckt: {{licenses}}.',
    next: 'Fragen Sie {{support}} nach einem Vertrag.',
  },
  'contract-stays': {
    say: 'Kein Vertrag deckt: {{licenses}}. Sie bleiben auf dem Dongle.',
    next: 'Fragen Sie {{support}} nach einem Vertrag.',
  },
  'trial-registered-fine': { say: 'Auf dem Dongle ist keine unregistrierte Testlizenz.', next: '' },
  'trial-registered-holds': {
    say: 'Eine Testlizenz ist beim Hersteller nicht registriert: {{licenses}}.',
    next: 'Bitten Sie {{support}}, sie zu registrieren.',
  },
  'trial-registered-stays': {
    say: 'Eine Testlizenz ist beim Hersteller nicht registriert: {{licenses}}. Sie bleiben auf dem Dongle.',
    next: 'Bitten Sie {{support}}, sie zu registrieren.',
  },
  'reseller-confirmed-fine': { say: 'Keine Lizenz wartet auf einen Händler.', next: '' },
  'reseller-confirmed-holds': {
    say: 'Ihr Händler hat noch nicht bestätigt: {{licenses}}.',
    next: 'Fragen Sie Ihren Händler oder {{support}}.',
  },
  'reseller-confirmed-stays': {
    say: 'Ihr Händler hat noch nicht bestätigt: {{licenses}}. Sie bleiben auf dem Dongle.',
    next: 'Fragen Sie Ihren Händler oder {{support}}.',
  },
  'own-reseller-holds': {
    say: 'Ihr Händler hat noch nicht bestätigt: {{licenses}}.',
    next: 'Bitten Sie Ihren Händler {{reseller}} um die Bestätigung.',
  },
  'own-reseller-stays': {
    say: 'Ihr Händler hat noch nicht bestätigt: {{licenses}}. Sie bleiben auf dem Dongle.',
    next: 'Bitten Sie Ihren Händler {{reseller}} um die Bestätigung.',
  },
}
