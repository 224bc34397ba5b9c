import type { alignmentErrors } from '@undongle/core/api/errors/alignment'
import type { caseErrors } from '@undongle/core/api/errors/case'
import type { importErrors } from '@undongle/core/api/errors/import'
import type { policyErrors } from '@undongle/core/api/errors/policy'
import type { rehearsalErrors } from '@undongle/core/api/errors/rehearsal'
import type { transferErrors } from '@undongle/core/api/errors/transfer'
import type { waveErrors } from '@undongle/core/api/errors/wave'
import type { ProblemWords } from './words.ts'

/** Transfers, and what the vendor plans, imports and decides about them. */
export const transferProblems: ProblemWords<
  typeof transferErrors &
    typeof waveErrors &
    typeof importErrors &
    typeof policyErrors &
    typeof caseErrors &
    typeof alignmentErrors &
    typeof rehearsalErrors
> = {
  'transfer-id-reused': {
    say: 'Dette nummer hører til en anden dongles overførsel.',
    next: 'Begynd en ny overførsel.',
  },
  'transfer-unknown': {
    say: 'Den overførsel findes ikke.',
    next: 'Tjek nummeret, eller se på listen over overførsler.',
  },
  'plan-changed': {
    say: 'Planen er ændret, siden du bekræftede den.',
    next: 'Se på den nye plan, og bekræft igen.',
  },
  'one-at-a-time': {
    say: 'Der flyttes én dongle ad gangen, og en anden er ved at blive overført.',
    next: 'Vent, til den overførsel er færdig, og overfør så denne dongle.',
  },
  busy: {
    say: 'Et andet firma har en åben overførsel af denne dongle.',
    next: 'Kontakt support. Donglen virker imens.',
  },
  'company-frozen': {
    say: 'Firmaets overførsler er standset: Dets oplysninger modsiger hinanden.',
    next: 'Kontakt support. Intet er tabt, og det er sikkert at prøve igen senere.',
  },
  superseded: {
    say: 'Et nyere certifikat har erstattet dette.',
    next: 'Brug det nyere certifikat. Intet er tabt.',
  },
  'nonce-stale': { say: 'Donglens udsagn er forældet.', next: 'Prøv igen: Den laver et nyt.' },
  'cancel-too-late': {
    say: 'Donglen har allerede afgivet sine licenser: Overførslen kan kun gøres færdig.',
    next: 'Du skal ikke gøre noget: Den fortsætter af sig selv.',
  },
  'cancel-unproven': {
    say: 'Donglen viser ikke, at overførslen er forbi.',
    next: 'Lad donglen sidde i, og prøv igen.',
  },
  'cancel-needs-certificate': {
    say: 'Certifikatet fra donglens forrige overførsel er ikke her endnu.',
    next: 'Få kontakt til licensskyen: Det hentes af sig selv. Intet går tabt.',
  },
  'person-needed': {
    say: 'Kun en person, der er logget ind med navn, kan erklære dette.',
    next: 'Log ind med din egen e-mailadresse: Et token er ingen bestemt.',
  },
  'second-person-needed': {
    say: 'Den, der foreslog dette, kan ikke selv godkende det.',
    next: 'Bed en anden medarbejder om at godkende det.',
  },
  'proposal-unknown': {
    say: 'Det har ingen foreslået.',
    next: 'Foreslå det først, med en grund; så godkender en anden medarbejder det.',
  },
  'force-too-early': {
    say: 'En overførsel kan først gøres færdig uden sin dongle 14 dage efter dens ordre.',
    next: 'Vent, og led efter donglen: Så snart en licensserver ser den, fortsætter overførslen af sig selv.',
  },
  'force-refused': {
    say: 'Overførslen venter ikke på sin dongle.',
    next: 'Se på den igen: Måske er den i mellemtiden færdig eller annulleret.',
  },
  'correction-refused': {
    say: 'Overførslens licenser er ikke længere der, hvor den bragte dem hen.',
    next: 'Se på dens nyere certifikat, og ret det.',
  },
  'transfer-finished': { say: 'Overførslen er færdig.', next: 'Se på dens resultat.' },
  'target-user-unknown': {
    say: 'Kontaktpersonens brugernavn hører ikke til dit firma.',
    next: 'Indtast et brugernavn fra dit eget firma.',
  },
  'cancel-refused': {
    say: 'Overførslen kan ikke længere annulleres.',
    next: 'Lad den blive færdig: Det, den flytter, kommer til din konto.',
  },
  'wave-name-taken': {
    say: 'Produktlinjen har allerede en bølge med det navn.',
    next: 'Vælg et andet navn, eller ret den bølge, der har det.',
  },
  'waves-too-many': {
    say: 'Der er allerede så mange bølger, som denne sky holder.',
    next: 'Ret en bølge, der er forbi, i stedet for at planlægge en ny.',
  },
  'wave-paused': {
    say: 'Bølgen er sat på pause.',
    next: 'Se i dens ændringer hvorfor, og sæt den i gang igen med en note.',
  },
  'nominations-used-up': {
    say: 'Der er allerede foreslået så mange kunder, som bølgen tillader hver forhandler.',
    next: 'Bed leverandøren om flere pladser, eller vent på næste bølge.',
  },
  'reseller-needed': {
    say: 'Kun en forhandler foreslår kunder.',
    next: 'Log ind som medarbejder hos forhandleren; leverandøren sætter firmaer på en bølges liste.',
  },
  'import-unknown': { say: 'Den import findes ikke.', next: 'Send filen først.' },
  'import-differs': {
    say: 'Importen blev begyndt med en anden fil, eller en anden er ved at sende den.',
    next: 'Send den samme fil igen, eller begynd en ny import.',
  },
  'import-source-unknown': {
    say: 'Ingen har sagt, hvordan kolonnerne fra denne kilde skal læses.',
    next: 'Gem først, hvad dens kolonner betyder.',
  },
  'import-not-received': {
    say: 'Filen er ikke kommet helt frem.',
    next: 'Send den igen: Det, der er kommet frem, sendes ikke to gange.',
  },
  'import-has-faults': {
    say: 'Nogle linjer i filen kunne ikke læses.',
    next: 'Ret de nævnte linjer, og begynd en ny import, eller sig, at de skal springes over.',
  },
  'policy-faulty': {
    say: 'Produktlinjens regler modsiger sig selv eller mangler noget.',
    next: 'Ret de nævnte steder: `undongle policy validate` nævner dem alle.',
  },
  'emergency-off': { say: 'Produktlinjens nødkontakt er ikke slået til.', next: 'Se på listen over, hvornår den var.' },
  'return-address-refused': {
    say: 'Leverandøren har ikke registreret denne adresse at vende tilbage til.',
    next: 'Spørg uden adresse, eller med en, der står i produktlinjens regler.',
  },
  'case-unknown': { say: 'Den supportsag findes ikke.', next: 'Tjek nummeret, eller se på listen over sager.' },
  'case-decided': {
    say: 'Supportsagen er allerede afgjort.',
    next: 'Se, hvad der blev afgjort, og opret en ny sag, hvis noget mangler.',
  },
  'dongle-not-yours': {
    say: 'Donglen er ikke en af dit firmas.',
    next: 'Tjek serienummeret: Det er trykt på donglen og står på listen over licenser.',
  },
  'decision-unfit': {
    say: 'En sag af denne slags kan ikke slutte sådan.',
    next: 'Vælg en anden afgørelse: På listen står, hvad hver er til.',
  },
  'contract-unknown': {
    say: 'Firmaet har ingen sådan aftale.',
    next: 'Importér aftalen først, og afgør så sagen.',
  },
  'alignment-unknown': {
    say: 'Det har ingen foreslået dit firma.',
    next: 'Tjek nummeret, eller se på listen over forslag.',
  },
  'alignment-settled': {
    say: 'Det er allerede aftalt eller afvist.',
    next: 'Se på listen over forslag, og foreslå det igen, hvis noget er ændret.',
  },
  'alignment-unfit': {
    say: 'Donglen deles ikke af to firmaer på en måde, der kan afgøres sådan.',
    next: 'Kontakt support: Et menneske ser på, hvis dongle det er.',
  },
  'rehearsal-running': {
    say: 'En anden prøve er lige ved at læse hele bestanden.',
    next: 'Vent, til den er færdig, og prøv igen.',
  },
}
