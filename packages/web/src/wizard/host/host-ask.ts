import { readinessQuery } from '@undongle/core/api/readiness'
import { z } from 'zod'

/** What an application that sends its user here puts into the address of the page [Q06]. */
const hostAskSchema = z.object({
  line: readinessQuery.line,
  version: readinessQuery.version,
  moment: readinessQuery.moment,
  product: readinessQuery.product,
  /** Where it waits; followed only if the License Server knows that the vendor registered it. */
  returnTo: z.string().max(300).optional(),
  /** `plain`: in a window of the application, without our menu. */
  window: z.enum(['plain']).optional(),
})
export type HostAsk = z.infer<typeof hostAskSchema>

/** What a browser keeps for as long as its tab is open. */
export type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const key = 'undongle-host'

/** Read once, when the pages are opened: going from page to page does not carry it along, so the tab keeps it. */
export function readHostAsk(search: string, storage: TabStorage): HostAsk | undefined {
  const asked = hostAskSchema.safeParse(Object.fromEntries(new URLSearchParams(search)))
  if (asked.success) {
    storage.setItem(key, JSON.stringify(asked.data))
    return asked.data
  }
  return hostAskSchema.safeParse(parseJson(storage.getItem(key))).data
}

/** The user is back there. */
export const forgetHostAsk = (storage: TabStorage): void => storage.removeItem(key)

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
