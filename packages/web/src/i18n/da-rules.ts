import type { ruleFindings } from '@undongle/core/policy/rule-words'
import type { ProblemWords } from './words.ts'

const signIn = 'Log ind under ONLINELICENSER.'
const enable = 'Slå dongletjenesten til.'

/** What the rules of a policy find. */
export const rules: ProblemWords<typeof ruleFindings> = {
  'dongle-right': { say: '1 dongle sidder i.', next: '' },
  'dongles-right': { say: '{{number}} dongler sidder i.', next: '' },
  'no-dongle': { say: 'Der sidder ingen dongle i.', next: 'Sæt den i. Præcis {{exactly}} må sidde i.' },
  'dongles-too-few': { say: 'Dongler, der sidder i: {{dongles}}.', next: 'Sæt præcis {{exactly}} i.' },
  'dongles-too-many': {
    say: '{{number}} dongler sidder i: {{dongles}}.',
    next: 'Lad præcis {{exactly}} sidde, og tag de andre ud.',
  },

  'driver-silent': { say: 'Dongledriveren har ikke svaret endnu.', next: enable },
  'driver-new-enough': { say: 'Driver {{driver}} {{version}} er ny nok.', next: '' },
  'driver-too-old': {
    say: 'Driver {{driver}} {{version}} er ældre end {{needed}}.',
    next: 'Installér driverversion {{needed}} eller nyere.',
  },

  'machine-unknown': { say: 'Hvor donglen sidder, vides ikke endnu.', next: enable },
  'this-machine': { say: 'Donglen sidder i denne computer.', next: '' },
  'another-machine': {
    say: 'Donglen sidder i en anden computer.',
    next: 'Sæt den i den computer, som licensserveren kører på.',
  },

  'license-server-new-enough': { say: 'Licensserver {{version}} er ny nok.', next: '' },
  'license-server-too-old': {
    say: 'Licensserver {{version}} er ældre end {{needed}}.',
    next: 'Opdatér licensserveren til {{needed}} eller nyere.',
  },

  'cloud-not-asked': { say: 'Licensskyen har ikke svaret endnu.', next: 'Vent et øjeblik.' },
  'cloud-answers': { say: 'Licensskyen svarer.', next: '' },
  'cloud-silent': {
    say: 'Licensskyen kan ikke nås.',
    next: 'Tjek computerens netværk, og tjek så her igen.',
  },

  'signed-in': { say: 'Logget ind som {{user}}.', next: '' },
  'signed-out': { say: 'Ingen er logget ind på onlinelicenser.', next: signIn },

  'assignment-unknown': { say: 'Hvem donglen er tildelt, vides ikke endnu.', next: signIn },
  'own-company': { say: 'Donglen er tildelt dit firma.', next: '' },
  'no-company': { say: 'Ingen aftale tildeler donglen til et andet firma.', next: '' },
  'other-company': {
    say: 'Donglen er tildelt et andet firma end dit.',
    next: 'Log ind med det firmas konto, eller bed {{support}} om at få kontiene til at passe sammen.',
  },

  'target-unchecked': {
    say: 'Kontaktpersonens brugernavn er ikke tjekket endnu.',
    next: 'Indtast det brugernavn, der skal eje licenserne.',
  },
  'target-in-company': { say: '{{user}} hører til dit firma.', next: '' },
  'target-elsewhere': {
    say: '{{user}} hører ikke til dit firma.',
    next: 'Indtast et brugernavn fra dit eget firma.',
  },

  'switch-unknown': { say: 'Om denne dongle må flyttes, vides ikke endnu.', next: signIn },
  'switched-on': { say: 'Leverandøren tillader, at donglen flyttes.', next: '' },
  'switched-off': {
    say: 'Leverandøren har slået overførslen af denne dongle fra.',
    next: 'Spørg {{support}}.',
  },

  'wave-unknown': { say: 'Dit tidspunkt vides ikke endnu.', next: signIn },
  'wave-open': { say: 'Det er din tur nu.', next: '' },
  'wave-without-date': {
    say: 'Der er ikke sat et tidspunkt for dig endnu.',
    next: 'Du får besked. Donglen virker stadig.',
  },
  'wave-to-come': {
    say: 'Det er din tur {{day}}.',
    next: 'Kom tilbage til den tid. Donglen virker stadig, smid den ikke væk.',
  },

  'evaluation-dongle': { say: 'Det er en prøvedongle.', next: 'Sæt en dongle fra leverandøren i.' },
  'production-dongle': { say: 'Det er en dongle til daglig brug.', next: '' },

  'contract-unknown': { say: 'Licenserne er ikke sammenlignet med aftalen endnu.', next: signIn },
  'generation-fine': { say: 'Alle licenser er nye nok til at blive flyttet.', next: '' },
  'generation-holds': {
    say: 'Tidsubegrænsede licenser i gamle versioner kan ikke flyttes: {{licenses}}.',
    next: 'Forny dem hos {{support}}.',
  },
  'generation-stays': {
    say: 'Tidsubegrænsede licenser i gamle versioner kan ikke flyttes: {{licenses}}. De bliver på donglen.',
    next: 'Forny dem hos {{support}}.',
  },
  'contract-fine': { say: 'Alle licenser er dækket af en aftale.', next: '' },
  'contract-holds': { say: 'Ingen aftale dækker: {{licenses}}.', next: 'Spørg {{support}} om en aftale.' },
  'contract-stays': {
    say: 'Ingen aftale dækker: {{licenses}}. De bliver på donglen.',
    next: 'Spørg {{support}} om en aftale.',
  },
  'trial-registered-fine': { say: 'Der er ingen uregistreret prøvelicens på donglen.', next: '' },
  'trial-registered-holds': {
    say: 'En prøvelicens er ikke registreret hos leverandøren: {{licenses}}.',
    next: 'Bed {{support}} om at registrere den.',
  },
  'trial-registered-stays': {
    say: 'En prøvelicens er ikke registreret hos leverandøren: {{licenses}}. De bliver på donglen.',
    next: 'Bed {{support}} om at registrere den.',
  },
  'reseller-confirmed-fine': { say: 'Ingen licens venter på en forhandler.', next: '' },
  'reseller-confirmed-holds': {
    say: 'Din forhandler har ikke bekræftet endnu: {{licenses}}.',
    next: 'Spørg din forhandler eller {{support}}.',
  },
  'reseller-confirmed-stays': {
    say: 'Din forhandler har ikke bekræftet endnu: {{licenses}}. De bliver på donglen.',
    next: 'Spørg din forhandler eller {{support}}.',
  },
  'own-reseller-holds': {
    say: 'Din forhandler har ikke bekræftet endnu: {{licenses}}.',
    next: 'Bed din forhandler {{reseller}} om at bekræfte.',
  },
  'own-reseller-stays': {
    say: 'Din forhandler har ikke bekræftet endnu: {{licenses}}. De bliver på donglen.',
    next: 'Bed din forhandler {{reseller}} om at bekræfte.',
  },
}
