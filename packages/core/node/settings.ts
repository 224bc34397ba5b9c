import { z } from 'zod'
import { StartError } from './start-error.ts'

/** One value that an operator may set. The page docs/reference/settings.md is built from tables of these. */
export interface Setting<Value = unknown> {
  readonly name: `UNDONGLE_${string}`
  /** Parses the text of the environment variable, or `undefined` when it is not set and has no default. */
  readonly schema: z.ZodType<Value>
  /** The text that stands in for an unset variable, in the form an operator would type it. */
  readonly default?: string | undefined
  /** What the reference page says where the default differs from machine to machine. */
  readonly defaultInWords?: string | undefined
  /** One sentence: what it is for, and what happens without it where there is no default. */
  readonly description: string
  /** A secret is never printed, not even when it is wrong. */
  readonly secret: boolean
}

export type SettingsTable = Readonly<Record<string, Setting>>
export type Environment = Readonly<Record<string, string | undefined>>
export type SettingsOf<Table extends SettingsTable> = {
  readonly [Key in keyof Table]: z.output<Table[Key]['schema']>
}

/** A TCP port; 0 lets the system choose a free one. */
export const portSchema = z
  .string()
  .regex(/^\d{1,5}$/, 'a port is a number from 0 to 65535')
  .transform(Number)
  .refine((port) => port <= 65_535, 'a port is a number from 0 to 65535')

/** The address of an HTTP server, without a slash at its end: paths are appended to it. */
export const httpAddressSchema = z
  .url({ protocol: /^https?$/, error: 'an address starts with http:// or https://' })
  .transform((address) => address.replace(/\/+$/, ''))

/** Several values in one variable, divided by commas; blanks around them do not count. */
export const listSchema = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
)

/**
 * Reads a table of settings. An empty variable counts as not set: shells and service files can't unset one.
 *
 * @throws StartError `settings-invalid`, naming every wrong setting at once, so that one restart mends them all
 */
export function readSettings<Table extends SettingsTable>(table: Table, env: Environment): SettingsOf<Table> {
  const read = Object.entries(table).map(([key, setting]) => ({ key, setting, result: readOne(setting, env) }))
  const wrong = read.flatMap(({ setting, result }) => (result.success ? [] : [complaint(setting, env, result.error)]))
  if (wrong.length > 0) throw new StartError('settings-invalid', wrong.join('\n'))
  return Object.fromEntries(read.map(({ key, result }) => [key, result.data])) as SettingsOf<Table>
}

/** What `--print-config` prints: one `NAME=value` a line, ready for an env file, with secrets masked. */
export function printSettings(table: SettingsTable, env: Environment): string {
  return Object.values(table)
    .flatMap((setting) => [`# ${setting.description}`, printOne(setting, textOf(setting, env))])
    .join('\n')
}

function readOne(setting: Setting, env: Environment) {
  return setting.schema.safeParse(textOf(setting, env))
}

function textOf(setting: Setting, env: Environment): string | undefined {
  return env[setting.name] || setting.default
}

function complaint(setting: Setting, env: Environment, error: z.ZodError): string {
  const text = textOf(setting, env)
  const reasons = error.issues.map((issue) => issue.message).join('; ')
  if (text === undefined) return `${setting.name} is not set. ${setting.description}`
  return `${setting.name} is ${setting.secret ? 'wrong' : JSON.stringify(text)}: ${reasons}. ${setting.description}`
}

function printOne(setting: Setting, text: string | undefined): string {
  if (text === undefined) return `# ${setting.name} is not set`
  return `${setting.name}=${setting.secret ? '********' : text}`
}
