import { cloudApi } from '@undongle/core/api/cloud'
import { problemSchema } from '@undongle/core/api/error'
import type { CloudWay } from '@undongle/core/doctor/diagnose'
import { secondMs } from '@undongle/core/time'
import { dateOf, parseJson, readBytes } from '../cloud/client.ts'

export interface Probe {
  readonly way: CloudWay
  /** What time the cloud has (RFC 9110, Date); null when it was not the cloud that answered. */
  readonly cloudTime: Date | null
}

const timeoutMs = 8 * secondMs

/** Asks the cloud what everybody may ask, and tells apart in how many ways that can fail. */
export async function probeCloud(fetch: typeof globalThis.fetch, url: string): Promise<Probe> {
  try {
    const response = await fetch(`${url}${cloudApi['line.list'].path}`, {
      redirect: 'manual', // a guest network leads to its sign-in page
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: 'application/json' },
    })
    const way = wayOf(response.status, parseJson(await readBytes(response)))
    return { way, cloudTime: way === 'cloud-answers' ? (dateOf(response) ?? null) : null }
  } catch (error) {
    return { way: wayOfFailure(error), cloudTime: null }
  }
}

function wayOf(status: number, json: unknown): CloudWay {
  if (status === 200 && cloudApi['line.list'].answer.safeParse(json).success) return 'cloud-answers'
  if (problemSchema.safeParse(json).success) return status >= 500 ? 'cloud-down' : 'cloud-answers'
  return status >= 502 && status <= 504 ? 'cloud-down' : 'other-answer'
}

/** `fetch` says only that it failed; why stands in what caused it (undici, Node). */
function wayOfFailure(error: unknown): CloudWay {
  if (!(error instanceof Error)) return 'network-failed'
  if (error.name === 'TimeoutError') return 'timed-out'
  const code = 'code' in error ? String(error.code) : ''
  if (/^(CERT_|ERR_TLS_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/.test(code)) return 'certificate-refused'
  return ways[code] ?? wayOfFailure(error.cause)
}

const ways: Readonly<Record<string, CloudWay>> = {
  ENOTFOUND: 'name-unknown',
  EAI_AGAIN: 'name-unknown',
  ECONNREFUSED: 'connection-refused',
  EACCES: 'connection-refused',
  EPERM: 'connection-refused',
  ETIMEDOUT: 'timed-out',
  EHOSTUNREACH: 'timed-out',
  ENETUNREACH: 'timed-out',
  UND_ERR_CONNECT_TIMEOUT: 'timed-out',
  UND_ERR_HEADERS_TIMEOUT: 'timed-out',
}
