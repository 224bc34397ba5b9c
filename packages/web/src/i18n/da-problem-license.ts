import type { activationErrors } from '@undongle/core/api/errors/activation'
import type { leaseErrors } from '@undongle/core/api/errors/lease'
import type { meterErrors } from '@undongle/core/api/errors/meter'
import type { nodeErrors } from '@undongle/core/api/errors/node'
import type { ProblemWords } from './words.ts'

/** Licenses in use: leases and seats, points, activation codes, machines of a network. */
export const licenseProblems: ProblemWords<
  typeof leaseErrors & typeof meterErrors & typeof activationErrors & typeof nodeErrors
> = {
  'product-unknown': {
    say: 'Der blev ikke fundet nogen licens til dette produkt.',
    next: 'Sæt den dongle i, den er på, eller flyt den til din konto.',
  },
  'cut-over': {
    say: 'Denne version af programmet læser ikke længere licenser på dongler.',
    next: 'Flyt donglens licenser til din konto: Åbn OVERFØRSEL på licensserverens side.',
  },
  'no-seat-free': {
    say: 'Alle produktets pladser er i brug.',
    next: 'Giv en plads fri på en anden computer, eller vent.',
  },
  'seat-freed': {
    say: 'En administrator i dit firma har givet pladsen til andre.',
    next: 'Spørg igen: Du får den næste plads, der er ledig.',
  },
  'user-needed': {
    say: 'Hver plads til dette produkt hører til én person, og programmet har ikke sagt, hvem der arbejder med det.',
    next: 'Log ind i programmet, eller spørg dets leverandør: Det nævner sin bruger, når det spørger.',
  },
  'seat-not-assigned': {
    say: 'Personen har ikke fået tildelt en plads til dette produkt.',
    next: 'Bed en administrator i dit firma om at tildele en plads.',
  },
  'seat-in-use': {
    say: 'Personen eller computeren har én plads til dette produkt og bruger den allerede.',
    next: 'Giv den tilbage, hvor den er i brug; en administrator i dit firma kan også frigive den.',
  },
  'bound-elsewhere': {
    say: 'Alle licenser til dette produkt er bundet til andre computere.',
    next: 'Brug en af dem, eller bed en administrator i dit firma om at flytte en licens til denne.',
  },
  'license-unknown': {
    say: 'Licensen findes ikke på dette firmas konto.',
    next: 'Se på firmaets licenser.',
  },
  'license-floating': {
    say: 'Licensens pladser hører ikke til nogen: Den, der spørger først, får en.',
    next: 'Der er intet at tildele.',
  },
  'holder-refused': {
    say: 'Licensens pladser gives ikke til den slags.',
    next: 'Nævn en person ved adressen, hvor pladser er personers, og en af firmaets licensservere, hvor de er computeres.',
  },
  'seats-all-assigned': {
    say: 'Alle licensens pladser er tildelt.',
    next: 'Tag først en fra nogen: Listen siger, hvornår den er ledig for andre.',
  },
  'seat-named-by-vendor': {
    say: 'Aftalen selv nævner denne person for licensen.',
    next: 'Bed leverandøren om at ændre aftalen.',
  },
  'lease-expired': {
    say: 'Lånet er udløbet uden kontakt til licensskyen.',
    next: 'Få kontakt til licensskyen én gang fra denne computer.',
  },
  'lease-rolled-back': {
    say: 'Et ældre lån, end computeren allerede har haft, er lagt tilbage.',
    next: 'Få kontakt til licensskyen én gang fra denne computer. Sker det igen, er computeren måske kopieret.',
  },
  'lease-revoked': {
    say: 'Licensskyen har kaldt lånet tilbage.',
    next: 'Få kontakt til licensskyen fra denne computer: Den siger hvorfor, og låner ud igen, hvor den kan.',
  },
  'lease-unknown': { say: 'Det lån findes ikke.', next: 'Spørg igen.' },
  'license-ended': { say: 'Licensen er udløbet.', next: 'Forny den hos leverandøren.' },
  'offline-refused': {
    say: 'Dette produkt kan kun bruges med kontakt til licensskyen.',
    next: 'Få kontakt til licensskyen fra denne computer.',
  },
  'meter-unknown': {
    say: 'Der er ingen sådan licens med point på kontoen.',
    next: 'Er den stadig på en dongle, så flyt den først til kontoen.',
  },
  'points-used-up': {
    say: 'Der er ikke point nok tilbage.',
    next: 'Køb flere point hos leverandøren. Intet blev trukket.',
  },
  'meter-entry-reused': {
    say: 'Nummeret er brugt før, til noget andet.',
    next: 'Giv hvert stykke arbejde et nyt nummer, og gentag kun det samme.',
  },
  'points-offline': {
    say: 'Point kan kun trækkes med kontakt til licensskyen. Intet blev trukket.',
    next: 'Få kontakt til licensskyen fra denne computer, og prøv igen.',
  },
  'points-unsettled': {
    say: 'Licensskyen har ikke svaret på, om pointene blev trukket.',
    next: 'Prøv igen med samme nummer: De trækkes én gang, hvor ofte det end gentages.',
  },
  'activation-code-mistyped': {
    say: 'Sådan er en aktiveringskode ikke trykt.',
    next: 'Sammenlign tegn for tegn: Koder har ingen 0, I, L, O eller U.',
  },
  'activation-code-unknown': {
    say: 'Den aktiveringskode findes ikke.',
    next: 'Sammenlign den med den mail, den kom i, eller spørg den, der sendte den.',
  },
  'activation-code-used': {
    say: 'Aktiveringskoden er allerede indløst.',
    next: 'Var det ikke dig, så kontakt den, der sendte den; de kan se, hvornår den blev indløst.',
  },
  'activation-code-expired': {
    say: 'Aktiveringskoden er udløbet eller trukket tilbage.',
    next: 'Bed den, der sendte den, om en ny.',
  },
  'activation-quota-used-up': {
    say: 'Det er mere, end leverandøren tillader denne forhandler for produktet.',
    next: 'Lav færre koder, eller bed leverandøren om en større kvote.',
  },
  'activation-id-reused': {
    say: 'Licensnummeret hører til noget andet.',
    next: 'Indløs koden med et nyt licensnummer.',
  },
  'join-refused': {
    say: 'Tilslutningskoden er ikke, eller ikke længere, denne licensservers.',
    next: 'Brug den kode, som `undongle lan token` viser på licensserverens computer.',
  },
  'node-unknown': {
    say: 'Computeren er ikke tilsluttet, eller er fjernet.',
    next: 'Start programmet igen med tilslutningskoden.',
  },
  'lan-off': {
    say: 'Licensserveren betjener kun sin egen computer.',
    next: 'Slå den først til for netværket: `undongle lan on`.',
  },
  'lan-port-taken': {
    say: 'Et andet program bruger porten til netværket.',
    next: 'Stop det andet program, eller vælg en anden port med UNDONGLE_LAN_PORT.',
  },
}
