import { setTimeout as sleep } from 'node:timers/promises'
import { approveDeviceRequestSchema, deviceGrantPaths } from '@undongle/core/api/device-grant'
import { localApi } from '@undongle/core/api/local'
import { setUpRequestSchema, signInPaths } from '@undongle/core/api/sign-in'
import type { CompanyId } from '@undongle/core/id'
import { asLocalUser, call } from '../call.ts'
import type { PlacedPart } from './place.ts'

/** A person at a browser: the session cookie, and the origin a page of the cloud sends with it. */
export type Session = Readonly<Record<string, string>>

/** Opens a one-time set-up link as its page does: sets the first password, and is signed in. */
export async function useLink(cloud: string, link: string): Promise<Session> {
  const token = new URL(link).hash.replace('#token=', '')
  const body = setUpRequestSchema.parse({ token, password: 'a long enough password' })
  const response = await post(cloud, signInPaths.setUp, body, { origin: cloud })
  return {
    origin: cloud,
    cookie: response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; '),
  }
}

/** Where the two parts are, wherever they run. */
interface Parts {
  readonly cloud: Pick<PlacedPart, 'address'>
  readonly licenseServer: Pick<PlacedPart, 'address' | 'dataDir'>
}

/** Signs the License Server in by the device grant, the person approving it for the company. */
export async function signIn(place: Parts, session: Session, company: CompanyId): Promise<void> {
  const started = await call(place.licenseServer.address, localApi['sign-in.start'], {
    headers: asLocalUser(place.licenseServer.dataDir),
    body: {},
  })
  if (started.state !== 'waiting') throw new Error(`sign-in is ${started.state}`)
  const address = (path: string) => path.replace('{userCode}', started.userCode)
  const asked = await fetch(`${place.cloud.address}${address(deviceGrantPaths.request)}`, { headers: session })
  if (!asked.ok) throw new Error(`device request: ${asked.status} ${await asked.text()}`)
  await post(
    place.cloud.address,
    address(deviceGrantPaths.approve),
    approveDeviceRequestSchema.parse({ company }),
    session,
  )
  for (let polls = 0; polls < 150; polls++) {
    const { signIn: state } = await call(place.licenseServer.address, localApi['status.read'])
    if (state.state === 'signed-in') return
    if (state.state !== 'waiting') throw new Error(`sign-in ended: ${state.state}`)
    await sleep(100)
  }
  throw new Error('the License Server did not sign in')
}

export async function signOut(place: Parts): Promise<void> {
  await call(place.licenseServer.address, localApi['sign-in.end'], {
    headers: asLocalUser(place.licenseServer.dataDir),
  })
}

async function post(address: string, path: string, body: object, headers: Session): Promise<Response> {
  const response = await fetch(`${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response
}
