import { execFile } from 'node:child_process'

/** Runs a script of this project to its end. @returns what its last line says, and everything it printed */
export function runScript(
  name: string,
  ...args: readonly string[]
): Promise<{ figures: Record<string, unknown>; output: string }> {
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 64 * 1024 * 1024 }
    execFile(process.execPath, ['scripts/run.mjs', name, ...args], options, (_, stdout, stderr) => {
      const last = stdout.trim().split('\n').at(-1) ?? ''
      try {
        resolve({ figures: JSON.parse(last) as Record<string, unknown>, output: stdout })
      } catch {
        reject(new Error(`${name} ${args.join(' ')} ended without figures:\n${stdout}\n${stderr}`))
      }
    })
  })
}
