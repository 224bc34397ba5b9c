import type { z } from 'zod'
import type { ApiErrorCode } from './errors.ts'

/** One call of an API: the server's routes, the OpenAPI document and every client are built from this. */
export interface Operation {
  readonly method: 'get' | 'put' | 'post' | 'delete'
  /** Path with parameters in braces, as OpenAPI writes them. */
  readonly path: string
  readonly summary: string
  readonly parameters?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  readonly bodySizeBytes?: number
  /** The types of a body that is taken as it arrives, of any length: it is not parsed as a whole. */
  readonly streamTypes?: readonly string[]
  readonly answer: z.ZodType
  /** The types besides JSON in which the answer comes when `Accept` names them. */
  readonly answerTypes?: readonly string[]
  readonly problems: readonly ApiErrorCode[]
}

/** Fills the parameters of a path. */
export function pathOf(operation: Operation, parameters: Record<string, string> = {}): string {
  return operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''))
}
