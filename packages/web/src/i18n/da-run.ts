import type { runWords as english } from './en-run.ts'
import type { Translated } from './words.ts'

export const runWords: Translated<typeof english> = {
  run: {
    title: 'Overførsel af dongle {{label}}',
    titlePercent: '{{percent}} %',
    progress: 'Overførslens fremskridt',
    elapsed: 'Har kørt i {{time}}',
    usual: 'Normalt cirka {{count}} min.',
    slower: 'Langsommere end normalt. Intet går tabt, og du behøver ikke gøre noget.',
    safeToClose: 'Du kan trygt lukke siden: Licensserveren fortsætter uden den.',
    keepIn: 'Lad donglen sidde i.',
    leaveOut: 'Donglen er ikke længere nødvendig til dette.',
    noReturn: 'Herfra er der ingen vej tilbage: Overførslen bliver gjort færdig, ikke taget tilbage.',
    resumed: 'Fortsatte af sig selv efter en genstart.',
    polling: 'Den løbende visning er afbrudt; i stedet spørger siden med få sekunders mellemrum.',
    phaseState: { done: 'Færdig', active: 'I gang', todo: 'Mangler', waiting: 'Venter' },
    tryNow: 'Prøv igen nu',
    meanwhile: {
      'on-dongle': 'Licenserne kan bruges imens.',
      'off-dongle': 'Kan ikke bruges lige nu: Licenserne har forladt donglen og er lige ved at være aktive i skyen.',
      'may-be-off':
        'Måske har donglen allerede afgivet sine licenser. De kan bruges igen, når det vides; intet går tabt.',
      'by-permit':
        'Programmer her fortsætter med donglen: Denne computers tilladelse gælder til {{time}}. Lad donglen sidde, så længe de bruger den.',
      'by-permit-unplugged':
        'Overførslen behøver ikke donglen. Det gør programmerne her: Sæt dongle {{serial}} i igen for at bruge den imens. Denne computers tilladelse gælder til {{time}}.',
      provisional: 'Programmer her får indtil videre deres licenser fra skyen.',
      'no-permit':
        'Denne computer har ingen tilladelse til donglen, så programmer her får intet fra den, før overførslen er slut.',
      'given-back':
        'Denne computer har givet sin tilladelse tilbage. Indtil skyen svarer, kan et program, der startes her, blive afvist; intet går tabt.',
    },
    beside: 'Samtidig',
    cancel: {
      ask: 'Annuller overførslen',
      A: 'Indtil donglen har afgivet sine licenser, kan overførslen annulleres. Donglen skriver det, skyen får det at vide, og først da er den annulleret.',
      B: 'Indtil den sidste tilladelse er givet tilbage, kan overførslen annulleres. Skyen afslutter den for alle computere, der er med, og de får igen tilladelser.',
      asked:
        'Bliver annulleret: Donglen skriver det, og så får skyen det at vide. Har donglen allerede afgivet sine licenser, gøres overførslen færdig i stedet.',
    },
  },
  wait: {
    dongle: {
      title: 'Sæt dongle {{label}} i igen',
      say: 'Sæt dongle {{label}}, serienummer {{serial}}, i igen, her eller på en anden computer, der kan se den. Intet går tabt, og ingen frist udløber.',
    },
    'dongle-service': {
      title: 'Alt er i sikkerhed, ikke færdig endnu: Dongletjenesten er slået fra',
      say: 'Slå den til under DONGLE, så dongle {{label}} kan nås. Intet går tabt.',
    },
    'dongle-held': {
      title: 'Alt er i sikkerhed, ikke færdig endnu: Venter på dongle {{label}}',
      say: 'Den sidder i, men svarer ikke, som den skal. Der prøves igen af sig selv; intet går tabt.',
    },
    pin: {
      title: 'Donglen beder om sin PIN-kode',
      say: 'Indtast PIN-koden til dongle {{label}} for at fortsætte. Intet går tabt.',
      action: 'Fortsæt',
    },
    cloud: {
      title: 'Alt er i sikkerhed, ikke færdig endnu: Venter på licensskyen',
      say: 'Den kan ikke nås lige nu. Der prøves igen af sig selv, med længere og længere mellemrum, uden ende.',
    },
    courier: {
      title: 'Alt er i sikkerhed, ikke færdig endnu: Venter på kureren',
      say: 'Dens næste besked til licensskyen står i anmodningsfilen. Bær den af sted, og bring svaret tilbage; donglen må gerne vente så længe.',
    },
    'cloud-restored': {
      title: 'Alt er i sikkerhed, ikke færdig endnu: Venter på licensskyen',
      say: 'Skyen har endnu ikke sagt, at alle tilladelser er tilbage. Efter en gendannelse spørger den først alle computere, hvad de har. Det fortsætter af sig selv.',
    },
    held: {
      title: 'Alt er i sikkerhed, ikke færdig endnu',
      say: 'Hvad det venter på, står herunder. Der prøves igen af sig selv, med længere og længere mellemrum, uden ende.',
    },
    'sign-in': {
      title: 'Log ind igen',
      say: 'Licensserveren skal være logget ind for at fortsætte. Intet går tabt.',
      action: 'Til ONLINELICENSER',
    },
    confirmation: {
      title: 'Bekræft en gang til',
      say: 'Licenserne blev reserveret for et stykke tid siden. Skal overførslen fortsætte?',
      action: 'Fortsæt overførslen',
    },
    'plan-changed': {
      title: 'Planen er ændret',
      say: 'Dette ville ske nu. Det fortsætter kun, hvis du bekræfter; ellers annuller.',
    },
    permits: {
      title: 'Venter på andre computeres tilladelser',
      say: 'Der kan ikke skrives på dongle {{label}}, så skyen venter, til ingen anden computer må bruge den. Imens gives ingen nye tilladelser.',
      holder: '{{name}}: til {{time}}, hvis den ikke gives tilbage før',
      thisMachine: 'Denne computer: til {{time}}, hvis den ikke gives tilbage før',
      how: 'For at fortsætte nu skal du give tilladelsen tilbage på den computer: på dens side DONGLE eller med undongle permit give-back {{serial}}.',
      howHere: 'For at fortsætte nu skal du give denne computers tilladelse tilbage på siden DONGLE.',
      toDongle: 'Til DONGLE',
      byItself: 'Ellers fortsætter overførslen af sig selv, senest {{time}}. Du behøver ikke gøre noget.',
    },
    'own-permit': {
      title: 'Venter på denne computers tilladelse',
      say: 'En anden computer begyndte denne overførsel af dongle {{label}}, og kun denne her må stadig bruge donglen.',
    },
    owner: {
      title: 'Skyen venter på indsigelser',
      say: 'Kun serienummeret på dongle {{label}} kendes, og det beviser ikke meget. Den registrerede ejer har fået besked.',
      until: 'Indtil {{time}} kan den registrerede ejer gøre indsigelse. Derefter fortsætter det af sig selv.',
    },
    seats: {
      title: 'Venter, til ingen arbejder med licenserne',
      say: 'Overførslen af dongle {{label}} er ikke begyndt. Den begynder af sig selv, når disse programmer er lukket. Den kan også begynde nu: De beholder deres pladser.',
    },
    time: {
      title: 'Venter på det tidspunkt, du valgte',
      say: 'Overførslen af dongle {{label}} er ikke begyndt. Programmer, der kører til den tid, beholder deres pladser.',
    },
    support: {
      title: 'Support skal se på dette',
      say: 'Intet går tabt. Giv support overførslens nummer: {{id}}.',
    },
  },
}
