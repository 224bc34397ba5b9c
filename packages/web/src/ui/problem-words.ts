import type { ApiErrorCode } from '@undongle/core/api/errors'
import i18next from 'i18next'

/** Whether the page can say a problem. A server that is newer than the page may know more of them; what those say comes along in English. */
export const hasProblemWords = (code: string): code is ApiErrorCode => i18next.exists(`problem.${code}.say`)
