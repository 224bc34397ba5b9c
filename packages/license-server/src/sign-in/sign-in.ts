import { ApiError } from '@undongle/core/api/error'
import type { SignInState } from '@undongle/core/api/local/sign-in'
import { secondMs } from '@undongle/core/time'
import { type CloudConnection, callCloud } from '../cloud/client.ts'
import { waitsFor } from '../transfer/next.ts'
import { askForCode, pollOnce, register, slowDownMs } from './device-grant.ts'
import type { OwnIdentity } from './identity.ts'
import type { Session } from './session.ts'

export interface SignIn {
  state(): SignInState
  /** Asks for a new code; one that is waiting is dropped. */
  start(): Promise<SignInState>
  end(): SignInState
}

interface Deps {
  readonly connection: CloudConnection
  readonly session: Session
  readonly identity: OwnIdentity
  readonly machine: { readonly name: string; readonly version: string }
  readonly now: () => Date
  readonly wait: (delayMs: number) => Promise<void>
  /** Told why a sign-in ended that nobody had denied. */
  readonly failed: (error: unknown) => void
  /** Called once the machine is registered: what needs the cloud may go on. */
  readonly signedIn: () => void
}

type Asking = { readonly state: 'signed-out' | 'denied' | 'expired' } | Extract<SignInState, { state: 'waiting' }>

/** ONLINE LICENSING: shows a code, polls until a person decides, registers this machine's key, and then the session stands by itself. */
export function makeSignIn(deps: Deps): SignIn {
  let asking: Asking = { state: 'signed-out' }
  let round = 0

  async function poll(mine: number, deviceCode: string, intervalSeconds: number, expiresAt: number): Promise<void> {
    let intervalMs = intervalSeconds * secondMs
    while (mine === round && asking.state === 'waiting') {
      await deps.wait(intervalMs)
      if (mine !== round) return
      if (deps.now().getTime() >= expiresAt) return finish(mine, 'expired')
      const answer = await pollOnce(deps.connection, deviceCode).catch(tolerate)
      if (answer.answer === 'slow-down') intervalMs += slowDownMs
      if (answer.answer === 'denied' || answer.answer === 'expired') return finish(mine, answer.answer)
      if (answer.answer === 'approved') return enter(mine, answer.approval)
    }
  }

  /** An approval is good for 10 minutes and is kept in memory only: if registering fails for good, a new code is asked for. */
  async function enter(mine: number, approval: string): Promise<void> {
    const { connection, identity, machine, session, now } = deps
    for (let attempt = 1; mine === round; attempt++) {
      try {
        const reply = await register(connection, identity.current, machine, approval, now())
        const { user, company } = await callCloud(connection, 'me.read', { accessToken: reply.accessToken })
        if (company === null) throw new ApiError('company-not-chosen')
        session.begin({ licenseServer: reply.licenseServer, user, company, since: now().toISOString() }, reply)
        finish(mine, 'signed-out')
        return deps.signedIn()
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'cloud-unreachable' || attempt >= registerTries)
          return finish(mine, 'expired')
        await deps.wait(attempt * secondMs)
      }
    }
  }

  function finish(mine: number, state: 'signed-out' | 'denied' | 'expired'): void {
    if (mine === round) asking = { state }
  }

  function state(): SignInState {
    const account = deps.session.account()
    if (asking.state === 'waiting' || account === undefined) return asking
    return { state: 'signed-in', ...account }
  }

  return {
    state,
    async start() {
      const mine = ++round
      const code = await askForCode(deps.connection, deps.machine.name)
      if (mine !== round) return state()
      const expiresAt = deps.now().getTime() + code.expires_in * secondMs
      asking = {
        state: 'waiting',
        userCode: code.user_code,
        verificationUri: code.verification_uri,
        verificationUriComplete: code.verification_uri_complete,
        expiresAt: new Date(expiresAt).toISOString(),
      }
      // What nobody thought of ends this asking, never the process: the person asks for a new code.
      poll(mine, code.device_code, code.interval, expiresAt).catch((error) => {
        deps.failed(error)
        finish(mine, 'expired')
      })
      return asking
    },
    end() {
      round++
      if (asking.state === 'waiting' && deps.session.account() !== undefined) asking = { state: 'signed-out' }
      else {
        asking = { state: 'signed-out' }
        deps.session.end()
      }
      return state()
    },
  }
}

const registerTries = 5

/** While the network or the cloud is in trouble the code goes on waiting; it ends by itself. */
function tolerate(error: unknown): { readonly answer: 'pending' } {
  if (error instanceof ApiError && waitsFor(error.code) === 'cloud') return { answer: 'pending' }
  throw error
}
