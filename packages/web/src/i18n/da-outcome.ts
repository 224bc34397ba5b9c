import type { bundleWords as englishBundle } from '@undongle/core/doctor/bundle'
import type { disclaimerWords as englishDisclaimers } from '@undongle/core/policy/words'
import type { drainPhaseWords, phaseWords } from '@undongle/core/transfer/phase'
import type { resultWords as englishResults, planReasonWords } from '@undongle/core/transfer/words'
import type { Said, Translated } from './words.ts'

export const results: Translated<typeof englishResults> = {
  'all-moved': {
    title: 'Alle licenser er flyttet',
    say: 'Alle donglens licenser er nu på dit firmas konto.',
    next: 'Du må gerne tage donglen ud.',
  },
  'partly-moved': {
    title: 'Produktlinjens licenser er flyttet',
    say: 'Licenserne til denne produktlinje er nu på dit firmas konto. Andre er stadig på donglen.',
    next: 'Behold donglen: Der er stadig licenser på den.',
  },
  'no-subscription': {
    title: 'Intet abonnement fundet',
    say: 'Der blev ikke fundet noget abonnement til denne dongle, så intet blev flyttet. Det er sikkert en demo-, salgs- eller prøvedongle.',
    next: 'Kontakt support med det samme, hvis du ikke kan arbejde.',
  },
  'temporary-subscription': {
    title: 'Et midlertidigt abonnement er begyndt',
    say: 'Der blev ikke fundet noget abonnement, men en grundlicens er på donglen. Dit firma har fået den licens i en begrænset tid; resten bliver på donglen.',
    next: 'Kontakt support, før det midlertidige abonnement slutter.',
  },
  'other-company': {
    title: 'Donglen hører til et andet firma',
    say: 'Donglens licenser er på et andet firmas konto.',
    next: 'Log ind med det firmas konto, eller kontakt support.',
  },
  'already-moved': {
    title: 'Allerede flyttet',
    say: 'Donglens licenser er på dit firmas konto. Dette er certifikatet for den overførsel.',
    next: 'Du skal ikke gøre noget.',
  },
  'nothing-relevant': {
    title: 'Ingen licens til denne produktlinje',
    say: 'Donglen blev læst, men der er ingen licens til denne produktlinje på den. Den er ikke brugt op: Du kan prøve igen senere.',
    next: 'Sæt en anden dongle i, eller skaf en licens.',
  },
  ineligible: {
    title: 'Donglen kan ikke flyttes endnu',
    say: 'En regel holder donglen eller dens licenser tilbage. Intet er ændret.',
    next: 'Hver rød linje siger, hvad du skal gøre.',
  },
  failed: {
    title: 'Ikke færdig endnu',
    say: 'Noget gik galt undervejs. Det er altid sikkert at prøve igen: En licens flyttes aldrig to gange.',
    next: 'Prøv igen, eller kontakt support.',
  },
  cancelled: {
    title: 'Annulleret',
    say: 'Denne overførsel tog intet fra donglen og vil aldrig gøre det.',
    next: 'Begynd en ny overførsel, når du vil.',
  },
}

export const reasons: Translated<typeof planReasonWords> = {
  moves: 'Flyttes til din konto.',
  'moves-contract-only': 'Står i din aftale, ikke på donglen: Den flyttes også.',
  'no-contract': 'Ingen aftale dækker den: Den bliver på donglen.',
  'other-line': 'Hører til en anden produktlinje: Den bliver på donglen.',
  'wave-not-open': 'Det er ikke dens tur endnu: Indtil da bliver den på donglen.',
  'already-in-company': 'Er allerede på din konto.',
  'in-another-company': 'Hører til et andet firma.',
  'old-generation': 'En tidsubegrænset licens i denne version kan ikke flyttes.',
  'trial-not-registered': 'Prøvelicensen er ikke registreret hos leverandøren: Den bliver.',
  'reseller-not-confirmed': 'Din forhandler har ikke bekræftet den endnu: Den bliver.',
  demo: 'En demolicens flyttes ikke.',
  ended: 'Er udløbet: Der er intet at flytte.',
  'whole-dongle-held-back': 'Kunne flyttes, men kun sammen med alle donglens licenser.',
}

const checked = { doing: 'Læser donglen og tjekker planen', done: 'Tjekket' }
const credited = { doing: 'Aktiverer licenserne på din konto', done: 'Licenserne er aktive i skyen' }
const certified = { doing: 'Gemmer certifikatet', done: 'Certifikatet er gemt' }

export const phase: Said<typeof phaseWords, 'doing' | 'done'> = {
  checked,
  reserved: { doing: 'Reserverer licenserne i skyen', done: 'Reserveret i skyen' },
  retired: { doing: 'Tager licenserne af donglen', done: 'Taget af donglen, kvittering læst' },
  credited,
  certified,
}

export const drainPhase: Said<typeof drainPhaseWords, 'doing' | 'done'> = {
  checked,
  reserved: { doing: 'Begynder overførslen i skyen', done: 'Der gives ingen nye tilladelser' },
  retired: {
    doing: 'Venter, til ingen computer må bruge donglen længere',
    done: 'Den sidste tilladelse er givet tilbage',
  },
  credited,
  certified,
}

export const disclaimers: Translated<typeof englishDisclaimers> = {
  'keep-plugged-in':
    'Lad donglen sidde i til bekræftelsen. Tages den alligevel ud, går intet tabt, og siden siger, hvordan du fortsætter.',
  'no-other-dongle': 'Sæt ikke en anden dongle i imens. Gør du det, bliver den ignoreret.',
  'unavailable-during-transfer':
    'Licenserne kan ikke bruges, fra de forlader donglen, til de er i skyen. Siden viser hvornår.',
  'takes-a-few-minutes': 'Det kan tage nogle minutter, normalt cirka {{usualMinutes}}.',
  'only-licenses-move': 'Kun licenser flyttes. Ingen kundedata læses eller sendes.',
  'dongle-unusable-afterwards': 'Bagefter kan donglen ikke bruges til licenser.',
  'no-way-back': 'Der er ingen vej tilbage: Licenser kan ikke vende tilbage til donglen.',
  'way-back': 'I {{graceDays}} dage virker licenserne også på donglen. Derefter er der kun skyen.',
  'dongle-not-needed':
    'Overførslen behøver ikke donglen, når den er bekræftet. Lad den sidde, så længe programmer her bruger den.',
  'usable-meanwhile': 'Licenserne kan bruges fra donglen imens, hvor en computer har en tilladelse til den.',
  'waits-for-permits':
    'Det tager sekunder, hvis ingen anden computer har en tilladelse til donglen. Ellers må det måske vente, til hver er givet tilbage eller udløbet, højst ti dage og tre timer.',
  'permit-ends':
    'Selve donglen kan ikke slettes. Når licenserne er flyttet, dækker ingen tilladelse dem længere, og ingen licensserver giver dem fra den.',
  'permit-ends-after-grace':
    'Selve donglen kan ikke slettes. I {{graceDays}} dage dækker tilladelser også disse licenser på den. Derefter er der kun skyen.',
}

export const bundle: Translated<typeof englishBundle> = {
  program: 'Licensserverens version og system, og hvor længe den har kørt.',
  findings: 'Hvad fejlfindingen fandt, som det står på denne side.',
  cloud: 'Licensskyens adresse, og hvornår den sidst svarede.',
  account: 'Dit firmas navn og nummer, og denne licensservers nummer.',
  dongles: 'Serienummer, driver og tilstand for hver dongle i denne computer. Ingen PIN-kode, ingen nøgle.',
  transfers: 'Nummer, trin og resultat for hver overførsel. Intet certifikat.',
  log: 'De sidste linjer i programmets log, uden alt, der ligner en hemmelighed.',
}
