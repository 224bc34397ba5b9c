import { openAsBlob, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { z } from 'zod'
import { CommandError } from './command-error.ts'

export function fileError(file: string, error: unknown): CommandError {
  const reason = error instanceof Error ? error.message : String(error)
  return new CommandError(
    'failure',
    'file-unusable',
    `${file} cannot be used: ${reason}`,
    'Check the name and the rights of the file.',
  )
}

export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw fileError(file, error)
  }
}

/** A file of any length, to be sent without being read as a whole. */
export async function openFile(file: string): Promise<Blob> {
  try {
    return await openAsBlob(file)
  } catch (error) {
    throw fileError(file, error)
  }
}

/** Never replaces a file: a certificate that was kept stays. */
export function writeNewFile(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' })
  } catch (error) {
    throw fileError(file, error)
  }
}

/** Replaces a file as a whole: whatever happens, there is the old one or the new one. */
export function replaceFile(file: string, text: string): void {
  try {
    writeFileSync(`${file}.new`, text, { flush: true })
    renameSync(`${file}.new`, file)
  } catch (error) {
    throw fileError(file, error)
  }
}

/** Reads a JSON file as one kind of document, and names each place that is wrong. */
export function readJsonFile<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  const text = readText(file)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw fileError(file, error)
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const places = parsed.error.issues.slice(0, 20).map((issue) => `/${issue.path.join('/')}: ${issue.message}`)
  throw new CommandError(
    'usage',
    'file-malformed',
    `${file} is not what this command reads.`,
    'Correct the places named.',
    places,
  )
}
