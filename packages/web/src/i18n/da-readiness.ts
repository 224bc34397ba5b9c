import type { readinessTable } from '@undongle/core/readiness/words'
import type { ReadinessWords } from './words.ts'

/** What an application that waits is told [Q06]. */
export const readiness: ReadinessWords<typeof readinessTable> = {
  ready: {
    'license-free': { say: 'Dette produkt behøver ingen licens.', next: '' },
    'in-cloud': { say: 'Dit firma har licenser til denne produktlinje i skyen.', next: '' },
    'on-dongle': { say: 'Licenserne på donglen kan bruges.', next: '' },
    'wave-to-come': {
      say: 'Licenserne på donglen kan bruges, til det er din tur til at overføre. Behold donglen.',
      next: '',
    },
  },
  'transfer-offered': {
    'cut-over': {
      say: 'Dine licenser kan nu flytte fra donglen til dit firmas konto.',
      next: 'Overfør dem, eller fortsæt med donglen og gør det senere.',
    },
    emergency: {
      say: 'Leverandøren lader dongler blive brugt igen i nogle dage.',
      next: 'Fortsæt med donglen, og overfør dens licenser, før de dage er gået.',
    },
  },
  'transfer-required': {
    'cut-over': {
      say: 'Denne version læser ikke længere licenser på dongler. De skal først flytte til dit firmas konto.',
      next: 'Sæt donglen i, og overfør dens licenser.',
    },
    'not-signed-in': {
      say: 'Denne version læser ikke længere licenser på dongler, og ingen er logget ind endnu.',
      next: 'Log ind, og overfør så donglens licenser.',
    },
  },
  'production-stop': {
    'no-license': {
      say: 'Dit firma har ingen licens til denne produktlinje, hverken i skyen eller på en kendt dongle.',
      next: 'Sæt en dongle i, indtast en aktiveringskode, meld en mistet dongle, eller kontakt support med det samme.',
    },
    'not-signed-in': {
      say: 'Ingen er logget ind, og der sidder ingen dongle i med en licens til denne produktlinje.',
      next: 'Log ind, eller sæt donglen i.',
    },
    'wave-to-come': {
      say: 'Denne version læser ikke længere licenser på dongler, men det er endnu ikke disse licensers tur.',
      next: 'Kontakt support med det samme. Behold donglen.',
    },
    'not-movable': {
      say: 'Denne version læser ikke længere licenser på dongler, og ingen af dem på dine dongler kan flyttes endnu.',
      next: 'Kontakt support med det samme. Behold donglen.',
    },
  },
}
