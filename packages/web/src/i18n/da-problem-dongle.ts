import type { documentErrors } from '@undongle/core/api/errors/document'
import type { dongleErrors } from '@undongle/core/api/errors/dongle'
import type { permitErrors } from '@undongle/core/api/errors/permit'
import type { ProblemWords } from './words.ts'

/** Dongles, what is read from them, and the permits for those that can only be read. */
export const dongleProblems: ProblemWords<typeof dongleErrors & typeof documentErrors & typeof permitErrors> = {
  'dongle-service-off': { say: 'Dongletjenesten er slået fra.', next: 'Slå den til med TÆND DONGLE.' },
  'dongle-not-found': {
    say: 'Denne dongle sidder ikke i.',
    next: 'Sæt den i, og prøv igen. Intet går tabt.',
  },
  'dongle-removed': {
    say: 'Donglen blev taget ud.',
    next: 'Sæt den i igen, her eller på en anden computer. Intet går tabt.',
  },
  'dongle-replaced': {
    say: 'Der sidder en anden dongle i stedet.',
    next: 'Sæt den dongle i, som overførslen begyndte med.',
  },
  'dongle-busy': { say: 'Et andet program bruger donglen.', next: 'Luk det program, og prøv igen.' },
  'dongle-incomplete': {
    say: 'Donglen kunne ikke læses helt.',
    next: 'Tag den ud, sæt den i igen, og læs den en gang til. Den regnes ikke for tom.',
  },
  'dongle-damaged': {
    say: 'Donglen har to forskellige stande med samme nummer.',
    next: 'Kontakt support. Imens gælder den strengeste.',
  },
  'dongle-full': {
    say: 'Der er ikke plads på donglen til overførslen.',
    next: 'Kontakt support. Donglen er ikke rørt.',
  },
  'dongle-read-only': {
    say: 'Der kan ikke skrives på donglen.',
    next: 'Kontakt support: Denne dongle flyttes på en anden måde.',
  },
  'dongle-foreign': { say: 'Der er intet fra Undongle på denne enhed.', next: 'Sæt leverandørens dongle i.' },
  'dongle-runtime-missing': {
    say: 'Donglen sidder i, men dens software er ikke installeret her, eller svarer ikke.',
    next: 'Installér og start den software, der fulgte med donglens program. Så læses den af sig selv.',
  },
  'dongle-only-seen': {
    say: 'Donglen ses på USB, men kan ikke læses her.',
    next: 'Spørg leverandøren: Hvad der er på den, står i leverandørens papirer.',
  },
  'dongle-disabled': {
    say: 'Donglens software kalder den spærret eller kopieret.',
    next: 'Kontakt leverandøren. Intet læses fra den.',
  },
  'dongle-order-mismatch': {
    say: 'Donglens stand er ændret, siden denne ordre blev lavet.',
    next: 'Begynd igen ved gennemsynet. Det er sikkert at prøve igen.',
  },
  'driver-unavailable': {
    say: 'Dongledriveren kan ikke arbejde på denne computer.',
    next: 'På siden DONGLE står der hvorfor.',
  },
  'driver-timed-out': {
    say: 'Dongledriveren svarede ikke i tide.',
    next: 'Tag donglen ud, sæt den i igen, og prøv igen. Intet går tabt.',
  },
  'pin-needed': { say: 'Donglen beder om sin PIN-kode.', next: 'Indtast donglens PIN-kode.' },
  'pin-wrong': {
    say: 'PIN-koden er forkert.',
    next: 'Indtast den igen. Donglen siger ikke, hvor mange forsøg der er tilbage.',
  },
  'pin-wrong-few-left': {
    say: 'PIN-koden er forkert, og der er få forsøg tilbage.',
    next: 'Vær sikker på PIN-koden, før du indtaster den igen.',
  },
  'pin-last-try': {
    say: 'Der er kun ét forsøg tilbage, før donglen låser sig.',
    next: 'Bekræft, at du vil bruge det sidste forsøg, eller spørg en, der kender PIN-koden.',
  },
  'pin-locked': {
    say: 'Donglen har låst sig efter for mange forkerte PIN-koder.',
    next: 'Kontakt support for at låse den op.',
  },
  'reading-malformed': {
    say: 'Det, der blev læst fra donglen, er ikke en hel, underskrevet stand.',
    next: 'Tag donglen ud, sæt den i igen, og læs den en gang til.',
  },
  'list-refused': {
    say: 'Donglens licensliste er ikke underskrevet af denne leverandør.',
    next: 'Kontakt support: Donglen er måske fra en anden leverandør.',
  },
  'attestation-refused': {
    say: 'Donglen beviste ikke, at den er her.',
    next: 'Lad donglen sidde i, og prøv igen.',
  },
  'order-refused': {
    say: 'Ordren er ikke underskrevet af denne sky, eller det er en anden.',
    next: 'Begynd igen ved gennemsynet. Det er sikkert at prøve igen.',
  },
  'receipt-refused': {
    say: 'Kvitteringen er ikke donglens svar på denne ordre.',
    next: 'Læs donglen igen: Den rigtige kvittering er på den.',
  },
  'dongle-rolled-back': {
    say: 'Donglen viser en ældre stand end før.',
    next: 'Lad den sidde i: Licensserveren bringer den i orden af sig selv. Licenserne på din konto bliver, hvor de er.',
  },
  'dongle-blocked': {
    say: 'Donglen er spærret: Dens overførsel blev gjort færdig uden den.',
    next: 'Brug licenserne fra din konto. Kontakt support, hvis donglen ikke var mistet.',
  },
  'dongle-lost': {
    say: 'Donglen er meldt mistet eller i stykker og er spærret.',
    next: 'Har du fundet den, så sig det til support: De åbner for den igen. Imens hjælper brolicenser.',
  },
  'dongle-key-changed': {
    say: 'En dongle med dette serienummer og en anden nøgle kendes allerede.',
    next: 'Kontakt support: En af de to er en kopi.',
  },
  'signature-unsupported': {
    say: 'Dette program kan ikke kontrollere Ed25519-underskrifter.',
    next: 'Kør det med Node 20.19 eller nyere, eller i en ny browser over HTTPS eller på localhost.',
  },
  'document-refused': {
    say: 'Det underskrevne dokument blev ikke godtaget.',
    next: 'Hent det igen, der hvor det kom fra.',
  },
  'possession-unproven': {
    say: 'Et serienummer alene beviser ikke, at du har donglen.',
    next: 'Prøv igen tre dage efter, at den første gang blev sat i her. Indtil da virker den stadig.',
  },
  'dongle-of-other-company': {
    say: 'Donglen hører til et andet firma.',
    next: 'Log ind med det firmas konto, eller kontakt support.',
  },
  'permit-draining': {
    say: 'Donglens licenser er på vej til din konto, så ingen computer må begynde at bruge den.',
    next: 'Vent, til overførslen er færdig, eller annuller den. Intet går tabt.',
  },
  'permit-moved': {
    say: 'Donglens licenser er på din konto.',
    next: 'Brug dem derfra: Donglen er ikke længere nødvendig.',
  },
  'permit-provisional': {
    say: 'Midlertidige lån gælder stadig i donglens sted.',
    next: 'Giv dem tilbage, eller vent, til de slutter. Intet går tabt.',
  },
  'epoch-changed': {
    say: 'Licensskyen er gendannet fra en sikkerhedskopi, siden licensserveren sidst talte med den.',
    next: 'Du skal ikke gøre noget: Licensserveren melder sig af sig selv og prøver igen.',
  },
  'epoch-running': {
    say: 'Licensskyen er gendannet fra en sikkerhedskopi og venter, til alle computere har meldt sig.',
    next: 'Lad dine licensservere køre: Det fortsætter af sig selv, senest efter ti dage og tre timer.',
  },
  'machines-unheard': {
    say: 'Licensskyen er gendannet fra en sikkerhedskopi, og ikke alle licensservere har siden sagt, hvad de har.',
    next: 'Start hver licensserver, der nogensinde har været logget ind, én gang med netværk, eller erklær den for væk. Ellers ville et certifikat, som kun én af dem har, blive modsagt.',
  },
  'permit-needed': {
    say: 'Denne computer har ingen tilladelse til at bruge donglen.',
    next: 'Få kontakt til licensskyen én gang, logget ind: Så får den en af sig selv.',
  },
  'permit-ended': {
    say: 'Den tilladelse, computeren brugte donglen med, er udløbet.',
    next: 'Få kontakt til licensskyen én gang: Så fornyes den af sig selv.',
  },
  'no-way-back': {
    say: 'Denne dongle kan ikke bruges i skyens sted.',
    next: 'Der er kun en vej tilbage i de dage, der blev lovet efter en overførsel, og med donglen sat i.',
  },
}
