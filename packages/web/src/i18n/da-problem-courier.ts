import type { courierErrors } from '@undongle/core/api/errors/courier'
import type { ProblemWords } from './words.ts'

/** Files that are carried, and what can be mixed up on the way. */
export const courierProblems: ProblemWords<typeof courierErrors> = {
  'courier-waiting': {
    say: 'Det venter på at blive båret til licensskyen.',
    next: 'Skriv anmodningsfilen under Kurer, få den besvaret på en computer med net, og læs svaret ind her.',
  },
  'courier-off': { say: 'Kureren er slået fra.', next: 'Slå den først til under Kurer.' },
  'courier-nothing': {
    say: 'Der er intet at bære.',
    next: 'Begynd på det, du vil: Det, der kræver licensskyen, bliver noteret her.',
  },
  'courier-unreadable': {
    say: 'Det er ikke en kurerfil.',
    next: 'Tag den fil, som licensserveren eller konsollen har skrevet, hel og uændret.',
  },
  'courier-part-missing': {
    say: 'Ikke alle dele af brevet er læst.',
    next: 'Læs også de QR-koder, der mangler; rækkefølgen er ligegyldig.',
  },
  'courier-parts-mixed': {
    say: 'Det er dele af to forskellige breve.',
    next: 'Tøm feltet, og læs kun koderne fra ét brev.',
  },
  'courier-changed': {
    say: 'Filen er blevet ændret eller skåret af undervejs. Intet i den er brugt.',
    next: 'Bær den igen: Filen på den computer, der skrev den, er stadig god.',
  },
  'courier-is-request': {
    say: 'Det er anmodningen, ikke svaret på den.',
    next: 'Få den besvaret i konsollen eller med `undongle courier answer`, og bring svaret hertil.',
  },
  'courier-is-answer': {
    say: 'Det er et svar, ikke en anmodning.',
    next: 'Bring det til den computer, der skrev anmodningen.',
  },
  'courier-other-machine': {
    say: 'Dette svar er til en anden computer.',
    next: 'Bring det til den computer, hvis anmodning det besvarer.',
  },
  'courier-other-cloud': {
    say: 'Denne anmodning er til en anden licenssky.',
    next: 'Få den besvaret af den sky, som computeren hører til.',
  },
  'courier-read': {
    say: 'Dette svar er læst før, eller intet venter på det længere. Intet er ændret.',
    next: 'Hvis noget stadig venter, så skriv en ny anmodning.',
  },
  'courier-superseded': {
    say: 'En nyere anmodning fra denne computer er allerede besvaret.',
    next: 'Brug svaret på den nyere, eller skriv en ny anmodning på computeren.',
  },
  'courier-expired': {
    say: 'Denne anmodning er over 30 dage gammel.',
    next: 'Skriv en ny anmodning på computeren; intet er gået tabt.',
  },
  'courier-needs-person': {
    say: 'Denne anmodning logger en computer ind: Et menneske skal sige, for hvilket firma.',
    next: 'Log ind i konsollen, vælg firmaet, og besvar den dér.',
  },
}
