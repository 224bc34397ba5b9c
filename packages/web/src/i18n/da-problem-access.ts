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
    say: 'Noget i forespørgslen er ikke rigtigt.',
    next: 'Ret de nævnte steder, og send den igen.',
  },
  'request-too-large': { say: 'Forespørgslen er for stor.', next: 'Send mindre ad gangen.' },
  'not-found': { say: 'Det findes ikke her.', next: 'Tjek adressen eller nummeret.' },
  'rate-limited': {
    say: 'For mange forespørgsler på kort tid.',
    next: 'Vent så længe, som Retry-After siger, og prøv igen.',
  },
  'internal-error': {
    say: 'Noget gik galt hos os.',
    next: 'Prøv igen: En gentagelse flytter aldrig en licens to gange. Bliver det ved, så giv support forespørgslens nummer.',
  },
  'disk-full': { say: 'Disken er fuld.', next: 'Gør plads, og prøv igen. Intet er tabt.' },
  'not-signed-in': { say: 'Ingen er logget ind.', next: 'Log ind, og prøv igen.' },
  'sign-in-refused': {
    say: 'E-mailadressen eller adgangskoden er forkert.',
    next: 'Indtast dem igen, eller bed om et nyt link til at komme i gang.',
  },
  'sign-in-slowed': {
    say: 'For mange forkerte adgangskoder i træk.',
    next: 'Vent så længe, som Retry-After siger, og prøv igen.',
  },
  'set-up-link-refused': {
    say: 'Linket er brugt før, er udløbet eller er ikke et af vores.',
    next: 'Bed om et nyt link til at komme i gang.',
  },
  'device-code-unknown': {
    say: 'Ingen computer venter på denne kode.',
    next: 'Tjek koden på licensserverens side, eller begynd login forfra der.',
  },
  'device-code-decided': {
    say: 'Koden er godkendt, afvist eller taget af en anden.',
    next: 'Begynd login forfra på licensserverens side.',
  },
  'not-allowed': { say: 'Din rolle tillader ikke dette.', next: 'Spørg en administrator i dit firma.' },
  'origin-refused': { say: 'Forespørgslen kom fra en fremmed side.', next: 'Åbn denne servers egen side.' },
  'host-refused': {
    say: 'Forespørgslen nævnte en anden server.',
    next: 'Brug den adresse, serveren skrev, da den startede.',
  },
  'machine-unknown': {
    say: 'Licensserveren er ikke længere registreret.',
    next: 'Log ind igen under ONLINELICENSER.',
  },
  'machine-revoked': {
    say: 'Licensserveren er logget ud af dit firma.',
    next: 'Log ind igen under ONLINELICENSER: Den laver sig en ny nøgle.',
  },
  'proof-refused': {
    say: 'Computerens bevis for sin nøgle blev ikke godtaget.',
    next: 'Tjek computerens ur, og prøv igen.',
  },
  'company-not-chosen': { say: 'Du hører til flere firmaer.', next: 'Vælg firmaet først.' },
  'cloud-unreachable': {
    say: 'Licensskyen kan ikke nås.',
    next: 'Prøv igen: En gentagelse flytter aldrig en licens to gange.',
  },
  'license-server-unreachable': {
    say: 'Computerens licensserver kan ikke nås.',
    next: 'Start licensserveren på denne computer, og prøv igen.',
  },
  'journal-full': {
    say: 'Licensserverens disk er fuld.',
    next: 'Gør plads. Donglen er ikke rørt.',
  },
  'sign-in-pending': {
    say: 'Et login venter allerede.',
    next: 'Gør det færdigt med den viste kode, eller begynd forfra.',
  },
  'clock-needs-contact': {
    say: 'Computerens ur er ikke til at stole på.',
    next: 'Stil uret, og få kontakt til licensskyen én gang.',
  },
  'logo-refused': {
    say: 'Det er ikke et logo, som alle sider kan vise.',
    next: 'Send et PNG- eller SVG-billede på højst 32 KB, bredere end det er højt, og læseligt ved 32 pixel.',
  },
}
