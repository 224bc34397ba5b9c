import type { readinessTable } from '@undongle/core/readiness/words'
import type { ReadinessWords } from './words.ts'

/** What an application that waits is told [Q06]. */
export const readiness: ReadinessWords<typeof readinessTable> = {
  ready: {
    'license-free': { say: 'Dieses Produkt braucht keine Lizenz.', next: '' },
    'in-cloud': { say: 'Ihre Firma hat Lizenzen dieser Produktlinie in der Cloud.', next: '' },
    'on-dongle': { say: 'Die Lizenzen auf dem Dongle lassen sich nutzen.', next: '' },
    'wave-to-come': {
      say: 'Die Lizenzen auf dem Dongle lassen sich nutzen, bis Sie mit der Übertragung an der Reihe sind. Behalten Sie den Dongle.',
      next: '',
    },
  },
  'transfer-offered': {
    'cut-over': {
      say: 'Ihre Lizenzen können jetzt vom Dongle in das Konto Ihrer Firma übertragen werden.',
      next: 'Übertragen Sie sie, oder arbeiten Sie mit dem Dongle weiter und tun Sie es später.',
    },
    emergency: {
      say: 'Der Hersteller lässt Dongles für einige Tage wieder zu.',
      next: 'Arbeiten Sie mit dem Dongle weiter, und übertragen Sie seine Lizenzen, bevor diese Tage vorbei sind.',
    },
  },
  'transfer-required': {
    'cut-over': {
      say: 'Diese Version liest keine Lizenzen mehr von Dongles. Sie kommen zuerst in das Konto Ihrer Firma.',
      next: 'Stecken Sie den Dongle ein und übertragen Sie seine Lizenzen.',
    },
    'not-signed-in': {
      say: 'Diese Version liest keine Lizenzen mehr von Dongles, und es ist noch niemand angemeldet.',
      next: 'Melden Sie sich an, und übertragen Sie dann die Lizenzen des Dongles.',
    },
  },
  'production-stop': {
    'no-license': {
      say: 'Ihre Firma hat keine Lizenz dieser Produktlinie, weder in der Cloud noch auf einem bekannten Dongle.',
      next: 'Stecken Sie einen Dongle ein, geben Sie einen Aktivierungscode ein, melden Sie einen verlorenen Dongle, oder wenden Sie sich sofort an den Support.',
    },
    'not-signed-in': {
      say: 'Es ist niemand angemeldet, und es steckt kein Dongle mit einer Lizenz dieser Produktlinie.',
      next: 'Melden Sie sich an, oder stecken Sie den Dongle ein.',
    },
    'wave-to-come': {
      say: 'Diese Version liest keine Lizenzen mehr von Dongles, aber diese Lizenzen sind mit der Übertragung noch nicht an der Reihe.',
      next: 'Wenden Sie sich sofort an den Support. Behalten Sie den Dongle.',
    },
    'not-movable': {
      say: 'Diese Version liest keine Lizenzen mehr von Dongles, und von denen auf Ihren Dongles kann noch keine übertragen werden.',
      next: 'Wenden Sie sich sofort an den Support. Behalten Sie den Dongle.',
    },
  },
}
