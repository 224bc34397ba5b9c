import type { helpWords as english } from './en-help.ts'
import type { Translated } from './words.ts'

export const helpWords: Translated<typeof english> = {
  help: {
    menu: { settings: 'INDSTILLINGER', doctor: 'FEJLFINDING', guide: 'Trin for trin' },
    whyMove:
      'En dongle kan gå i stykker eller blive væk, og licenserne med den. På dit firmas konto er de i sikkerhed, virker uden dongle, og fornyelser kommer af sig selv.',
    toDoctor: 'Hvad er der galt? Til FEJLFINDING',
    toGuide: 'Læs vejledningen trin for trin',
    servedBy:
      'Programmer på denne computer får deres licenser fra denne licensserver. Den er logget ind hos {{company}}. Til licenser i skyen behøver de ingen dongle.',
  },
  nothingYet: {
    list: 'Veje til en licens',
    say: 'Der er ingen licens på en dongle i denne computer og ingen på dit firmas konto, så vidt den ved.',
    plugIn: 'Sæt en dongle i',
    code: 'Indtast en aktiveringskode',
    lost: 'Meld en dongle mistet eller i stykker',
    lostTopic: 'en dongle, der er mistet eller i stykker',
  },
  host: {
    waits: 'Dit program venter på dette',
    ready: 'Dit program kan fortsætte',
    back: 'Tilbage til programmet',
    goBack: 'Gå tilbage til dit program.',
  },
  scan: { label: 'QR-kode til loginsiden med denne kode', say: 'Eller scan denne med en telefon.' },
  does: {
    transfer: 'Flytter licenser fra en dongle til dit firmas konto.',
    check: 'Alle din leverandørs regler bliver tjekket. Intet ændres endnu.',
    review: 'Se, hvad der vil blive flyttet, og bekræft det. Intet ændres, før du trykker på den sidste knap.',
    run: 'Licenserne flyttes nu. Siden viser hvert trin, når det sker.',
    result: 'Hvad der kom ud af det, hvad du skal gøre nu, og beviset, du skal gemme.',
    gone: 'Siden hørte til en dongle, der er taget ud.',
  },
  doctorPage: {
    title: 'Fejlfinding',
    subtitle:
      'Tjekker alt, hvad denne licensserver har brug for, og siger, hvor du skal begynde, når noget ikke virker.',
    again: 'Tjek igen',
    checkedAt: 'Tjekket {{time}}',
    list: 'Hvad der blev fundet',
    nothing: 'Alt virker',
    nothingSay: 'Alt, der blev tjekket, virker. Starter et program stadig ikke, så kontakt support med filen herunder.',
    begin: 'Begynd her: {{layer}}',
    answers: { pass: 'Godt', note: 'Værd at vide', fail: 'Virker ikke', unknown: 'Vides ikke' },
    silent:
      'Selve licensserveren svarer ikke. Start den på denne computer. I en terminal tjekker undongle doctor den udefra.',
    bundle: 'En fil til support',
    bundleSay:
      'Den sparer support for spørgsmål. Den indeholder dette og intet andet; PIN-koder, adgangskoder og nøgler er ikke med:',
    save: 'Gem filen',
    saved: 'Gemt som {{name}}. Send den til support, eller vedhæft den til din sag.',
  },
  settingsPage: {
    title: 'Indstillinger',
    subtitle: 'Hvordan denne licensserver betjener denne computer og dens netværk.',
    wayBack: 'Tilbage til donglen',
    wayBackSay: 'I nogle dage efter en overførsel virker donglen også. Kontakten henter licenserne fra den igen.',
    noWayBack:
      'Intet kan skiftes tilbage nu: Enten er intet flyttet fra en dongle, der sidder i, eller dagene er gået, eller også giver din leverandør ingen.',
    network: 'Andre computere på netværket',
    lan: 'Betjen computerne på netværket',
    lanSay: 'Når det er slået fra, betjenes kun denne computer. Netværket ser aldrig disse sider.',
    lanAt: 'Findes på',
    lanNodes: 'Tilsluttede computere',
    token: 'Vis tilslutningskoden',
    tokenSay: 'Den, der har koden, kan bruge licenser gennem denne licensserver. Pas på den som på en adgangskode.',
    copyToken: 'Kopiér tilslutningskoden',
    replaceToken: 'Lav en ny',
    replaceSay: 'Den gamle lukker så ingen ind mere; computere, der er tilsluttet, bliver.',
    offline: 'Uden netværk',
    offlineSay_one: '{{line}}: Programmer kører i op til {{count}} dag.',
    offlineSay_other: '{{line}}: Programmer kører i op til {{count}} dage.',
    offlineNever: '{{line}}: Programmer har brug for licensskyen hver gang.',
    offlineBy: 'Det bestemmer din leverandør for hver produktlinje.',
    noLines: 'Vides ikke endnu: Det kommer med den første kontakt til licensskyen.',
    about: 'Om',
    version: 'Version',
    cloud: 'Licenssky',
    company: 'Logget ind hos',
    port: 'Side',
    toSignIn: 'Til ONLINELICENSER',
  },
  guidePage: {
    title: 'Flyt dine licenser trin for trin',
    subtitle: 'For alle, der står med donglen. Det tager få minutter, og intet ændres, før du bekræfter.',
    why: 'Hvorfor flytte?',
    steps: {
      before: {
        title: 'Før du begynder',
        say: 'Hav donglen klar, og dens PIN-kode, hvis den har en. Du skal have en konto i dit firma; en ny begynder med et link, som din leverandør sender.',
      },
      signIn: {
        title: '1. Log ind',
        say: 'Åbn ONLINELICENSER og tryk på Log ind. Indtast den viste kode på loginsiden, på denne computer eller på din telefon, og godkend den.',
        action: 'Til ONLINELICENSER',
      },
      dongle: {
        title: '2. Sæt donglen i',
        say: 'Åbn DONGLE og slå TÆND DONGLE til. Donglen kommer frem af sig selv med sine licenser.',
        action: 'Til DONGLE',
      },
      check: {
        title: '3. Se på reglerne',
        say: 'Hver linje er grøn eller rød. En rød linje siger hvorfor, og hvad du skal gøre. Vælg OVERFØRSEL, når intet er rødt.',
        action: 'Til OVERFØRSEL',
      },
      review: {
        title: '4. Læs og bekræft',
        say: 'Du ser, hvilken licens der flyttes, hvilken der bliver, og til hvilket firma. Læs det, der står over knappen, sæt flueben, og tryk.',
      },
      run: {
        title: '5. Vent et øjeblik',
        say: 'Lad donglen sidde, til siden siger noget andet. Du må gerne lukke siden: Det fortsætter uden den. Tages donglen ud, eller svigter netværket, går intet tabt.',
      },
      result: {
        title: '6. Gem certifikatet',
        say: 'Den sidste side siger, hvad der kom ud af det, og om du må tage donglen ud. Gem certifikatet. START viser alle licenser, hvor de end er.',
        action: 'Til START',
      },
    },
    stuck: 'Hvis noget ikke virker',
    stuckSay:
      'FEJLFINDING tjekker alt og siger, hvor du skal begynde. Support kan altid kontaktes, logget ind eller ej.',
    toDoctor: 'Til FEJLFINDING',
  },
}
