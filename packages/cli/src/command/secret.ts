import { readFileSync } from 'node:fs'
import { usageError } from './command-error.ts'
import { fileError } from './file.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * A PIN or a password: from a file, from what is piped in (`-`), or asked for without echo. Never from the command line, where every user
 * of the machine can read it, and the shell's history keeps it.
 *
 * @param option the option that names a file, for the words of a refusal
 */
export async function readSecret(
  { terminal }: Surroundings,
  file: string | undefined,
  question: string,
  option: string,
): Promise<string> {
  if (file === '-') return firstLine(await terminal.readInput())
  if (file !== undefined) return firstLine(readSecretFile(file))
  if (!terminal.isInteractive)
    throw usageError(
      `${question} is needed, and nobody can be asked.`,
      `Pass it with ${option} FILE, or pipe it in with ${option} -.`,
    )
  return terminal.askSecret(question)
}

/** Several secrets, one a line; `-` reads what is piped in. */
export async function readSecrets({ terminal }: Surroundings, file: string): Promise<string[]> {
  const text = file === '-' ? await terminal.readInput() : readSecretFile(file)
  return text.split(/\r?\n/)
}

function readSecretFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw fileError(file, error)
  }
}

const firstLine = (text: string): string => text.split(/\r?\n/, 1)[0] ?? ''
