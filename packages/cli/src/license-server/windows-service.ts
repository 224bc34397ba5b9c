import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { CommandError } from '../command/command-error.ts'
import type { System } from '../command/system.ts'
import { expectBundle, replaceTree } from './bundle.ts'
import type { Done, InstallOptions, Service, ServiceState } from './service.ts'
import { withSettings } from './settings-file.ts'

/** Also in license-server/src/service/windows-service.ts, which answers to it. */
const name = 'UndongleLicenseServer'
/** Windows makes an account for each service, with no rights but those it is given. */
const account = `NT SERVICE\\${name}`
const [localSystem, administrators] = ['*S-1-5-18', '*S-1-5-32-544']
const notFound = 1060
const notAllowed = 5
const lookMs = 500
const stopLooks = 120

interface Placing {
  readonly system: System
  readonly bundleDir: string
  readonly wait: (delayMs: number) => Promise<void>
}

/** A service of Windows, registered by the tools of Windows. */
export class WindowsService implements Service {
  readonly #system: System
  readonly #bundleDir: string
  readonly #wait: Placing['wait']
  readonly #program: string
  readonly #data: string
  readonly #settings: string

  constructor({ system, bundleDir, wait }: Placing) {
    this.#system = system
    this.#bundleDir = bundleDir
    this.#wait = wait
    this.#program = path.join(system.programFiles, 'Undongle')
    this.#data = path.join(system.programData, 'Undongle')
    this.#settings = path.join(this.#program, 'settings.env')
  }

  async install({ cloud }: InstallOptions): Promise<Done> {
    expectBundle(this.#bundleDir)
    const isKnown = this.state().installed
    if (isKnown) await this.#stop()
    this.#copyProgram()
    const forced = { UNDONGLE_DATA_DIR: this.#data, ...(cloud === undefined ? {} : { UNDONGLE_CLOUD_URL: cloud }) }
    writeFileSync(this.#settings, withSettings(readFileSync(this.#settings, 'utf8'), forced))
    if (!isKnown) this.#register()
    this.#makeDataFolder()
    this.#must('net', ['start', name])
    return [
      `The License Server is a service now: ${name}.`,
      `Program ${this.#program}, settings ${this.#settings}, data ${this.#data}, account ${account}.`,
    ]
  }

  async uninstall(purge: boolean): Promise<Done> {
    if (this.state().installed) {
      await this.#stop()
      this.#must('sc', ['delete', name])
    }
    const isOwn = isWithin(this.#bundleDir, this.#program)
    if (!isOwn) rmSync(this.#program, { recursive: true, force: true })
    if (purge) rmSync(this.#data, { recursive: true, force: true })
    return [
      isOwn
        ? `The service is gone. Delete ${this.#program}: this command runs from it.`
        : 'The service is gone, with its program.',
      ...(purge ? ['Its data is gone too.'] : []),
      ...(!purge && existsSync(this.#data)
        ? [`Its data is still there: ${this.#data}. With --purge it goes too.`]
        : []),
    ]
  }

  state(): ServiceState {
    const { exit, out } = this.#query()
    const start = this.#system.run('reg', [
      'query',
      `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${name}`,
      '/v',
      'Start',
    ]).out
    return {
      installed: exit !== notFound && out.includes(name),
      enabled: /\bStart\s+REG_DWORD\s+0x2\b/i.test(start),
      running: /STATE\s*:\s*4\b/.test(out),
      program: this.#program,
      settings: this.#settings,
      data: this.#data,
    }
  }

  /** Its files can be replaced once its process has put itself away. */
  async #stop(): Promise<void> {
    this.#system.run('net', ['stop', name])
    for (let looks = 0; looks < stopLooks && !/STATE\s*:\s*1\b/.test(this.#query().out); looks++)
      await this.#wait(lookMs)
  }

  #query() {
    return this.#system.run('sc', ['query', name])
  }

  #register(): void {
    const settled = ['start=', 'auto', 'obj=', account, 'DisplayName=', 'Undongle License Server']
    this.#must('sc', ['create', name, 'binPath=', this.#commandLine(), ...settled])
    this.#must('sc', ['description', name, 'Moves licenses off dongles, and serves them to this machine.'])
    this.#must('sc', ['failure', name, 'reset=', '86400', 'actions=', 'restart/5000/restart/5000/restart/60000'])
  }

  /** Each path quoted: one with a space, and without, would let whoever may write beside it be started in its place. */
  #commandLine(): string {
    const node = path.join(this.#program, 'runtime', 'node.exe')
    const server = path.join(this.#program, 'app', 'license-server', 'dist', 'main.js')
    return `"${node}" "--env-file-if-exists=${this.#settings}" --max-semi-space-size=1 "${server}" --service`
  }

  /** Settings of an earlier installation stay. */
  #copyProgram(): void {
    if (isWithin(this.#bundleDir, this.#program)) return
    const kept = existsSync(this.#settings) ? readFileSync(this.#settings) : undefined
    replaceTree(this.#bundleDir, this.#program, () => true)
    if (kept !== undefined) writeFileSync(this.#settings, kept)
  }

  /** Below ProgramData everybody may read: what lets the command line in stands here. */
  #makeDataFolder(): void {
    mkdirSync(this.#data, { recursive: true })
    const rights = [`${localSystem}:(OI)(CI)F`, `${administrators}:(OI)(CI)F`, `${account}:(OI)(CI)M`]
    this.#must('icacls', [this.#data, '/inheritance:r', '/grant:r', ...rights])
  }

  #must(program: string, args: readonly string[]): void {
    const { exit, out } = this.#system.run(program, args)
    if (exit === 0) return
    if (exit === notAllowed)
      throw new CommandError(
        'refused',
        'root-needed',
        'Only an administrator may install or remove a service.',
        'Run it again in a window that was opened as administrator.',
      )
    throw new CommandError(
      'failure',
      'service-not-changed',
      `${program} ${args.join(' ')} ended with ${exit}. ${out.trim()}`,
      'Mend that, then run this command again. Why a service does not start stands in the event log of applications.',
    )
  }
}

/** Windows does not tell upper case from lower. */
const isWithin = (folder: string, other: string): boolean => folder.toLowerCase() === other.toLowerCase()
