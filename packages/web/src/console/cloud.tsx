import { authApi } from '@undongle/core/api/auth'
import { cloudApi } from '@undongle/core/api/cloud'
import type { SessionReply } from '@undongle/core/api/sign-in'
import { createContext, type ReactNode, useContext } from 'react'
import { type Client, createClient, type Fetch } from '../api/client.ts'

const consoleApi = { ...cloudApi, ...authApi } as const
type Cloud = Client<typeof consoleApi>

/** The cloud that served this page; the session is a cookie that no script can read. */
export const createCloud = (fetch: Fetch): Cloud => createClient(consoleApi, { fetch })

const CloudContext = createContext<Cloud | undefined>(undefined)

export function CloudProvider({ cloud, children }: { cloud: Cloud; children: ReactNode }) {
  return <CloudContext value={cloud}>{children}</CloudContext>
}

export function useCloud(): Cloud {
  const cloud = useContext(CloudContext)
  if (cloud === undefined) throw new Error('useCloud needs a CloudProvider above it')
  return cloud
}

export type Session = SessionReply
