import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface FakeContainer {
  /** The rest of its line, after the serial. */
  readonly rest: string
  readonly lines: readonly string[]
}

const head = ['cmu - CodeMeter Universal Support Tool.', 'Version 8.10 of 2024-01-01 (Build 1) for Linux', '']

/**
 * A command of ours for the tests, run as a real process: it prints what is in a file, in the few words that public texts know of this
 * tool. The layout between them is not verified.
 */
export class FakeCommand {
  readonly containers = new Map<string, FakeContainer>()
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  get path(): string {
    return join(this.#folder, 'cmu')
  }

  /** Puts on file what it is to print: all containers, or this text. */
  async print(text?: string): Promise<void> {
    const lists = [...this.containers].map(([serial, { rest }]) => lineOf(serial, rest))
    const contents = [...this.containers].flatMap(([serial, { rest, lines }]) => [lineOf(serial, rest), ...lines, ''])
    await this.#put('cmu-l', text ?? [...head, ...lists, ''].join('\n'))
    await this.#put('cmu-x', text ?? [...head, ...contents].join('\n'))
  }

  /** @param script of a shell; "$1" is the option */
  async behave(script: string): Promise<void> {
    await this.#put('cmu', `#!/bin/sh\n${script}\n`, 0o755)
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true })
  }

  /** In one step: a process that reads it now sees all of the old or all of the new. */
  async #put(name: string, text: string, mode = 0o644): Promise<void> {
    const made = join(this.#folder, `${name}.new`)
    await writeFile(made, text)
    await chmod(made, mode)
    await rename(made, join(this.#folder, name))
  }
}

const lineOf = (serial: string, rest: string) => `- CmContainer with Serial Number ${serial} ${rest}`

export const hardware = 'and version 4.40 is connected via USB and enabled'

export const content = [
  '  Firm Code: 6000010',
  '    Firm Item Text: Example vendor',
  '    PC=201',
  '      Name: Scan and plan',
  '      Expiration Date: 2027-06-30 23:59:59',
  '      Feature Map: 0x00000001',
  '    Product Code: 202',
  '  Certified Time: 2026-01-01 00:00:00',
]

export async function makeFakeCommand(): Promise<FakeCommand> {
  const command = new FakeCommand(await mkdtemp(join(tmpdir(), 'undongle-cmu-')))
  await command.print()
  await command.behave(printing)
  return command
}

/** Prints the file of its option, which stands beside it. */
export const printing = 'exec cat "$0$1"'
