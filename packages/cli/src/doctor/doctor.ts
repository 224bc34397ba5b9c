import { localApi } from '@undongle/core/api/local'
import type { Diagnosis } from '@undongle/core/api/local/doctor'
import { bundleWords } from '@undongle/core/doctor/bundle'
import { type Finding, failingLayer, finding, wordsOf } from '@undongle/core/doctor/finding'
import { layerWords } from '@undongle/core/doctor/words'
import type { Command } from 'commander'
import { addCommand, type Output } from '../command/act.ts'
import { CommandError } from '../command/command-error.ts'
import { writeNewFile } from '../command/file.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { facts } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'

/** Why it does not work on this machine [Q100]: also, and just then, when the License Server does not answer. */
export function addDoctor(parent: Command, around: Surroundings): void {
  addCommand<{ out?: string }>(
    parent,
    around,
    'doctor',
    'names the layer that fails, and what to do; makes a file for support',
    ({ options: { out } }) => (out === undefined ? diagnose(around) : writeBundle(around, out)),
  ).option('--out <file>', 'write a file for support, without secrets, and say what is in it')
}

async function diagnose(around: Surroundings): Promise<Output> {
  const { findings, failing } = await readDiagnosis(around)
  const rows = findings.map(
    (found) => [`${marks[found.answer]} ${layerWords[found.layer].title}`, sentence(found)] as const,
  )
  const end = failing === null ? 'Nothing fails.' : `Begin with: ${layerWords[failing].title}.`
  return {
    json: { failing, findings: findings.map((found) => ({ ...found, ...wordsOf(found) })) },
    text: `${facts(rows)}\n\n${end}`,
    exit: failing === null ? 'ok' : 'refused',
  }
}

const marks = { pass: 'ok  ', note: 'note', fail: 'FAIL', unknown: '?   ' } as const satisfies Record<
  Finding['answer'],
  string
>

function sentence(found: Finding): string {
  const { say, next } = wordsOf(found)
  return next === '' ? say : `${say} ${next}`
}

/** A License Server that does not answer is itself the finding. */
async function readDiagnosis(around: Surroundings): Promise<Pick<Diagnosis, 'findings' | 'failing'>> {
  const server = licenseServer(around)
  try {
    return await ask(server, localApi['doctor.read'])
  } catch (error) {
    const code = error instanceof CommandError ? findingOf[error.code] : undefined
    if (code === undefined) throw error
    const findings = [finding(code, server.address)]
    return { findings, failing: failingLayer(findings) }
  }
}

const findingOf: Readonly<Record<string, Finding['code']>> = {
  'license-server-unreachable': 'license-server-silent',
  'answer-not-understood': 'port-foreign',
}

async function writeBundle(around: Surroundings, file: string): Promise<Output> {
  const bundle = await ask(licenseServer(around), localApi['doctor.bundle'])
  writeNewFile(file, `${JSON.stringify(bundle, null, 2)}\n`)
  const held = Object.entries(bundleWords)
  return { json: { file, holds: Object.keys(bundleWords) }, text: `${file} is for support. It holds:\n${facts(held)}` }
}
