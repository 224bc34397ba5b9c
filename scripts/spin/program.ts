import { spawn } from 'node:child_process'

export type Ended = { readonly code: number | null; readonly output: string }

/** Runs one program to its end. @param parameters what it reads from its environment, beside what every program has */
export function runProgram(
  program: string,
  args: readonly string[],
  folder: string,
  parameters: Readonly<Record<string, number>> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...mapToText(parameters) }
    const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const pieces: Buffer[] = []
    child.stdout.on('data', (piece) => pieces.push(piece))
    child.stderr.on('data', (piece) => pieces.push(piece))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output: Buffer.concat(pieces).toString() }))
  })
}

function mapToText(parameters: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]))
}
