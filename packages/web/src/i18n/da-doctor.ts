import type { findings as englishFindings, layerWords } from '@undongle/core/doctor/words'
import type { ProblemWords, Translated } from './words.ts'

export const layers: Translated<typeof layerWords> = {
  port: { title: 'Licensserver', say: 'Programmet på denne computer og den port, det svarer på.' },
  disk: { title: 'Disk', say: 'Plads til journalen, hvor hvert trin først skrives ned.' },
  clock: { title: 'Ur', say: 'Computerens tid i forhold til licensskyens.' },
  network: { title: 'Netværk', say: 'Vejen fra denne computer til licensskyen.' },
  proxy: { title: 'Proxy og firewall', say: 'Hvad der står imellem og kan svare i skyens sted.' },
  account: { title: 'Konto', say: 'Licensserverens login hos dit firma.' },
  entitlement: { title: 'Licenser', say: 'Hvad dit firma må bruge, og til hvornår.' },
  service: { title: 'Dongletjeneste', say: 'Kontakten TÆND DONGLE.' },
  driver: { title: 'Driver', say: 'Softwaren, der taler med dongler.' },
  usb: { title: 'Dongle', say: 'Donglerne i denne computer.' },
  seat: { title: 'Pladser', say: 'Hvad programmer på denne computer sidst bad om.' },
}

export const findings: ProblemWords<typeof englishFindings> = {
  'port-usual': { say: 'Den svarer på den sædvanlige port, {{about}}.', next: '' },
  'port-other': {
    say: 'Den svarer på port {{about}} i stedet for 30304.',
    next: 'Programmer, der leder på den sædvanlige port, skal have den anden at vide.',
  },
  'server-outdated': {
    say: 'Din leverandør kræver licensserver {{about}} eller nyere, før en dongle må flyttes.',
    next: 'Installér den nyeste i stedet for denne. Det, den ved, bliver, og pladser deles ud som før.',
  },
  'license-server-silent': {
    say: 'Intet svarer på {{about}}.',
    next: 'Start licensserveren på denne computer. Stopper den med det samme, står der hvorfor i dens log i datamappen.',
  },
  'port-foreign': {
    say: 'Et andet program svarer på {{about}}.',
    next: 'Stop det program, eller giv licensserveren en anden port med UNDONGLE_LICENSE_SERVER_PORT.',
  },

  'disk-ok': { say: 'Der kan skrives i journalen, og {{about}} MB er ledige.', next: '' },
  'disk-low': {
    say: 'Kun {{about}} MB er ledige på datamappens disk.',
    next: 'Gør plads. Ingen dongle røres, før der er sikker plads til dens kvittering.',
  },
  'journal-failed': {
    say: 'Der kan ikke skrives i journalen: {{about}}',
    next: 'Gør plads, eller tjek disken og hvem der må skrive i datamappen. Det, der er bekræftet, er bevaret.',
  },

  'clock-right': { say: 'Uret er til at stole på.', next: '' },
  'clock-off': {
    say: 'Computerens ur er {{about}} minutter fra licensskyens.',
    next: 'Stil dato, klokkeslæt og tidszone, helst over netværket.',
  },
  'clock-behind': {
    say: 'Computerens ur er stillet tilbage.',
    next: 'Stil dato og klokkeslæt. Indtil da tælles tiden på lån, som den går.',
  },
  'clock-needs-contact': {
    say: 'Computerens ur er ikke længere til at stole på.',
    next: 'Stil dato og klokkeslæt, og få kontakt til licensskyen én gang.',
  },

  'cloud-answers': { say: 'Licensskyen svarer på {{about}}.', next: '' },
  'network-leads': { say: 'Netværket fører til {{about}}.', next: '' },
  'name-unknown': {
    say: 'Netværket kender ikke navnet på {{about}}.',
    next: 'Tjek netværkskablet eller det trådløse netværk, og så computerens DNS-indstillinger.',
  },
  'connection-refused': {
    say: 'Ingen tager imod forbindelsen på {{about}}.',
    next: 'Tjek licensskyens adresse, og om en firewall på computeren forbyder forbindelsen.',
  },
  'timed-out': {
    say: 'Intet svar fra {{about}} i tide.',
    next: 'Tjek netværket. Sådan ser det også ud, når en firewall dropper forbindelser uden et ord.',
  },
  'certificate-refused': {
    say: 'Computeren stoler ikke på certifikatet fra {{about}}.',
    next: 'Tjek uret først. Går det rigtigt, kigger dit firmas firewall måske med: Spørg den, der passer den.',
  },
  'cloud-down': {
    say: 'Licensskyen på {{about}} er ude af drift lige nu.',
    next: 'Vent: Der prøves igen af sig selv, og imens arbejder computerne videre på deres lån.',
  },
  'network-failed': {
    say: 'Forbindelsen til {{about}} blev afbrudt.',
    next: 'Tjek computerens netværk, og prøv igen.',
  },

  'nothing-between': { say: 'Det er licensskyen selv, der svarer.', next: '' },
  'other-answer': {
    say: 'Noget andet svarer på {{about}} i licensskyens sted.',
    next: 'Det kan være en proxy, en firewall eller loginsiden til et gæstenetværk. Åbn adressen i en browser for at se det.',
  },
  'between-unknown': { say: 'Hvad der står imellem, vides ikke, så længe intet svarer.', next: '' },

  'signed-in': { say: 'Logget ind hos {{about}}.', next: '' },
  'signed-out': {
    say: 'Licensserveren er ikke logget ind.',
    next: 'Log ind under ONLINELICENSER, eller med undongle sign-in.',
  },
  'sign-in-waiting': {
    say: 'Et login venter på godkendelse.',
    next: 'Indtast koden fra ONLINELICENSER på loginsiden.',
  },
  'account-refused': {
    say: 'Licensskyen afviser denne licensserver: {{about}}',
    next: 'Log ind igen under ONLINELICENSER.',
  },
  'account-unknown': {
    say: 'Logget ind hos {{about}}; om skyen er enig, vides ikke, så længe den ikke svarer.',
    next: '',
  },

  'licenses-usable': { say: 'Licenser, der kan bruges: {{about}}.', next: '' },
  'no-licenses': {
    say: 'Dit firma har ingen licens i skyen, og der er ingen på en dongle her.',
    next: 'Sæt en dongle i, indtast en aktiveringskode, eller kontakt support.',
  },
  'licenses-ended': {
    say: 'Alle licenser er udløbet: {{about}}.',
    next: 'Forny dem, som du plejer. En fornyelse kommer hertil af sig selv.',
  },
  'licenses-unknown': {
    say: 'Hvad dit firma må bruge, vides ikke, før licensserveren er logget ind.',
    next: '',
  },

  'service-on': { say: 'Den er slået til.', next: '' },
  'service-off': {
    say: 'Den er slået fra, så ingen dongle bliver læst.',
    next: 'Slå den til under DONGLE, hvis en dongle skal bruges eller overføres.',
  },

  'drivers-work': { say: 'Virker: {{about}}.', next: '' },
  'driver-fails': {
    say: 'Virker ikke: {{about}}.',
    next: 'Installér donglens driver igen, eller en nyere, og genstart licensserveren.',
  },
  'other-driver-fails': {
    say: 'Virker ikke, selv om en dongle kan læses uden: {{about}}.',
    next: 'Installér den igen, hvis en anden dongle ikke ses.',
  },
  'no-driver': {
    say: 'Der blev ikke fundet nogen dongledriver på denne computer.',
    next: 'Installér den driver, der fulgte med din dongle. Uden dongle er ingen nødvendig.',
  },
  'driver-unknown': { say: 'Drivere tjekkes, når dongletjenesten er slået til.', next: '' },

  'dongles-ready': { say: 'Kan læses: {{about}}.', next: '' },
  'dongle-fails': {
    say: '{{about}}',
    next: 'DONGLE siger for hver dongle, hvad du skal gøre. Et andet stik, uden fordeler imellem, hjælper ofte.',
  },
  'dongle-unread': {
    say: 'Set, men intet her læser den: {{about}}.',
    next: 'DONGLE siger, hvad producentens program hedder, og hvor du får det.',
  },
  'no-dongle': {
    say: 'Der er ingen dongle.',
    next: 'Sidder der en i: Prøv et andet stik, uden fordeler imellem, og se, om dens lampe lyser.',
  },
  'usb-unknown': { say: 'Der ledes efter dongler, når dongletjenesten er slået til.', next: '' },

  'no-seat-refused': { say: 'Ingen programmer på denne computer er blevet afvist.', next: '' },
  'seat-refused': {
    say: 'Det sidste program blev afvist. {{about}}',
    next: 'Gør, hvad der står, og start så programmet igen.',
  },
}
