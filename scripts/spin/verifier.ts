import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { type VerifierName, verifiers } from '../../spec/runs/run.ts'
import { runProgram } from './program.ts'

const memoryMegabytesMax = 6000

/**
 * Compiles a model into a program that searches its states. One serves every run of its kind: what runs vary it reads when
 * it starts. Optimizing takes the compiler longer than all small searches together, so only long ones get it.
 */
export async function buildVerifier(
  name: VerifierName,
  specFolder: string,
  workFolder: string,
  optimized: boolean,
): Promise<string> {
  const { model, spin, gcc } = verifiers[name]
  const folder = path.join(workFolder, name)
  await mkdir(folder, { recursive: true })
  await mustEnd('spin', ['-a', ...spin, path.join(specFolder, model)], folder)
  const limits = [`-DMEMLIM=${memoryMegabytesMax}`, '-DCOLLAPSE']
  await mustEnd('gcc', [optimized ? '-O2' : '-O0', '-w', ...gcc, ...limits, '-o', 'pan', 'pan.c'], folder)
  return path.join(folder, 'pan')
}

async function mustEnd(program: string, args: readonly string[], folder: string): Promise<void> {
  const { code, output } = await runProgram(program, args, folder)
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${output}`)
}
