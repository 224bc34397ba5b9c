import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { nodeSystem, type System } from '../../packages/cli/src/command/system.ts'
import { runCommandLine } from '../../packages/cli/src/run.ts'

export interface CommandLineWorld {
  readonly fetch: typeof fetch
  /** Files of the data folder: `addresses.json`, `local-token`. */
  readonly files?: Readonly<Record<string, string>>
  /** A person's answers, in order; without them nobody sits at the terminal. */
  readonly answers?: readonly (string | boolean)[]
  readonly input?: string
  /** For commands that change the machine: what it says it is. */
  readonly system?: Partial<System>
  readonly bundleDir?: string
}

export interface Ran {
  readonly exit: number
  readonly out: string
  readonly err: string
  readonly questions: readonly string[]
  /** The one JSON document on stdout. */
  json(): unknown
}

export const localToken = 'token-of-this-run'

/** Runs one command line in this process, against a server under test, with a terminal that writes down what was said. */
export async function runUndongle(args: readonly string[], world: CommandLineWorld): Promise<Ran> {
  let draws = 0
  const said = { out: '', err: '', questions: [] as string[] }
  const answers = [...(world.answers ?? [])]
  const ask = async (question: string) => {
    said.questions.push(question)
    return answers.shift()
  }
  const exit = await runCommandLine(args, {
    config: {
      licenseServerUrl: 'http://license-server.test',
      cloudUrl: undefined,
      operatorToken: undefined,
      bundleDir: world.bundleDir ?? '/nowhere',
      dataDir: dataFolder({ 'local-token': `${localToken}\n`, ...world.files }),
    },
    fetch: world.fetch,
    system: { ...nodeSystem, ...world.system },
    terminal: {
      isInteractive: world.answers !== undefined,
      writeOut(text) {
        said.out += text
      },
      writeErr(text) {
        said.err += text
      },
      askSecret: async (question) => String(await ask(question)),
      askYesNo: async (question) => (await ask(question)) === true,
      readInput: async () => world.input ?? '',
    },
    now: () => new Date('2026-03-01T12:00:00.000Z'),
    random: (sizeBytes) => new Uint8Array(sizeBytes).fill(draws++),
    wait: async () => undefined,
  })
  return { ...said, exit, json: () => JSON.parse(said.out) }
}

export function dataFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-cli-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
  return folder
}
