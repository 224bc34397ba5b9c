import { localApi, localTokenHeader } from '@undongle/core/api/local'
import { transferEventsPath } from '@undongle/core/api/local/transfer'
import type { TransferId } from '@undongle/core/id'
import { createContext, type ReactNode, useContext } from 'react'
import { type Client, createClient, type Fetch } from '../api/client.ts'

export type Local = Client<typeof localApi>

/** The License Server that served this page. Its token stands in the page, where no other origin can read it. */
export function createLocal(fetch: Fetch, page: Document): Local {
  const token = page.querySelector<HTMLMetaElement>('meta[name="undongle-token"]')?.content ?? ''
  return createClient(localApi, { fetch, writeHeaders: { [localTokenHeader]: token } })
}

export const openTransferEvents = (transfer: TransferId): EventSource =>
  new EventSource(transferEventsPath.replace('{transfer}', transfer))

const LocalContext = createContext<Local | undefined>(undefined)

export function LocalProvider({ local, children }: { local: Local; children: ReactNode }) {
  return <LocalContext value={local}>{children}</LocalContext>
}

export function useLocal(): Local {
  const local = useContext(LocalContext)
  if (local === undefined) throw new Error('useLocal needs a LocalProvider above it')
  return local
}
