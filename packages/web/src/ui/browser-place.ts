import type { Place } from '../i18n/start.ts'

/** The browser in which the page is open. */
export const browserPlace = (): Place => ({
  storage: window.localStorage,
  wanted: window.navigator.languages,
  root: document.documentElement,
})
