import 'i18next'
import type { en } from './en.ts'

// A misspelled key is a type error.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en }
  }
}
