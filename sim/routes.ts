import { cloudApi } from '@undongle/core/api/cloud'
import { licenseServerPaths } from '@undongle/core/api/license-server'
import type { Operation } from '@undongle/core/api/operation'
import type { OperationName } from '@undongle/core/api/permission'

/** What a License Server can ask a cloud: an operation of its table, or a new access token. */
export type Asked = OperationName | 'tokens'

export interface Route {
  readonly name: Asked
  readonly parameters: Readonly<Record<string, string>>
}

interface Pattern {
  readonly name: Asked
  readonly method: string
  readonly path: RegExp
}

const patternOf = (name: Asked, method: string, path: string): Pattern => ({
  name,
  method,
  path: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
})

const patterns: readonly Pattern[] = [
  patternOf('tokens', 'POST', licenseServerPaths.tokens),
  ...(Object.entries(cloudApi) as [OperationName, Operation][]).map(([name, { method, path }]) =>
    patternOf(name, method.toUpperCase(), path),
  ),
]

/** @throws Error for what no License Server has a reason to ask */
export function routeOf(method: string, path: string): Route {
  for (const pattern of patterns) {
    const match = pattern.method === method ? pattern.path.exec(path) : null
    if (match === null) continue
    const parameters = Object.entries(match.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)])
    return { name: pattern.name, parameters: Object.fromEntries(parameters) }
  }
  throw new Error(`the simulated cloud has no ${method} ${path}`)
}
