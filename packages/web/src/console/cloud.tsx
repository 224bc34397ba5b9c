import { cloudApi } from '@undongle/core/api/cloud'
import { approveDeviceRequestSchema, deviceGrantPaths, deviceRequestReplySchema } from '@undongle/core/api/device-grant'
import type { Operation } from '@undongle/core/api/operation'
import {
  type SessionReply,
  sessionReplySchema,
  setUpRequestSchema,
  signInPaths,
  signInRequestSchema,
} from '@undongle/core/api/sign-in'
import { createContext, type ReactNode, useContext } from 'react'
import { z } from 'zod'
import { type Client, createClient, type Fetch } from '../api/client.ts'

const userCodeParameter = z.object({ userCode: z.string() })
const nothing = z.undefined()

/** What only a person in a browser says to the cloud: sessions, and the approval of a License Server. */
const personApi = {
  'session.read': row('get', signInPaths.session, { answer: sessionReplySchema }),
  'session.start': row('post', signInPaths.session, { body: signInRequestSchema, answer: sessionReplySchema }),
  'session.end': row('delete', signInPaths.session, { answer: nothing }),
  'password.set': row('post', signInPaths.setUp, { body: setUpRequestSchema, answer: sessionReplySchema }),
  'device-request.read': row('get', deviceGrantPaths.request, {
    parameters: userCodeParameter,
    answer: deviceRequestReplySchema,
  }),
  'device-request.approve': row('post', deviceGrantPaths.approve, {
    parameters: userCodeParameter,
    body: approveDeviceRequestSchema,
    answer: nothing,
  }),
  'device-request.deny': row('post', deviceGrantPaths.deny, { parameters: userCodeParameter, answer: nothing }),
} as const

function row<const More extends Pick<Operation, 'answer'> & Partial<Operation>>(
  method: Operation['method'],
  path: string,
  more: More,
) {
  return { method, path, summary: '', problems: [], ...more } as const
}

const consoleApi = { ...cloudApi, ...personApi } as const
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
