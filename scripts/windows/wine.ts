import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** A Windows of its own under wine: nothing in it is the user's, and all of it goes with its folder. */
export class Wine {
  readonly driveC: string
  readonly #folder: string
  readonly #env: NodeJS.ProcessEnv
  readonly #idle: ChildProcess
  #runs = 0

  constructor(folder: string) {
    const prefix = path.join(folder, 'prefix')
    mkdirSync(prefix, { recursive: true })
    this.#folder = folder
    this.driveC = path.join(prefix, 'drive_c')
    this.#env = { ...process.env, WINEPREFIX: prefix, WINEDEBUG: '-all', ...forNode }
    this.#must('wineboot', '-i')
    writeFileSync(path.join(this.driveC, 'no-keep-alive.cjs'), noKeepAlive)
    const machine = 'HKLM\\System\\CurrentControlSet\\Control\\Session Manager\\Environment'
    for (const [name, value] of Object.entries(forNode))
      this.#must('reg', 'add', machine, '/v', name, '/d', value, '/f')
    spawnSync('wineserver', ['-k'], { env: this.#env }) // services take their environment when Windows starts
    // wine ends its services with the last program that somebody started, so one stays.
    this.#idle = spawn('wine', ['cmd', '/c', 'pause'], { env: this.#env, stdio: ['pipe', 'ignore', 'ignore'] })
  }

  /** Runs a program to its end. Its output goes through a file: a pipe between the two worlds may never close. */
  run(...args: readonly string[]): { readonly exit: number; readonly out: string } {
    const file = path.join(this.#folder, `output-${++this.#runs}`)
    const handle = openSync(file, 'w')
    const { status } = spawnSync('wine', args, {
      env: this.#env,
      stdio: ['ignore', handle, handle],
      timeout: runTimeoutMs,
    })
    closeSync(handle)
    return { exit: status ?? 1, out: readFileSync(file, 'utf8') }
  }

  /** Ends every program of this Windows, and none of another. */
  close(): void {
    spawnSync('wineserver', ['-k'], { env: this.#env })
    this.#idle.kill()
  }

  #must(...args: readonly string[]): void {
    const { exit, out } = this.run(...args)
    if (exit !== 0) throw new Error(`wine ${args.join(' ')} ended with ${exit}: ${out}`)
  }
}

/** wine 8 calls itself an older Windows than Node wants, and refuses connections that ask for TCP's keep-alive. Only there it is left out. */
const forNode = { NODE_SKIP_PLATFORM_CHECK: '1', NODE_OPTIONS: '--require=C:/no-keep-alive.cjs' }
const noKeepAlive = "require('node:net').Socket.prototype.setKeepAlive = function () { return this }\n"

const runTimeoutMs = 120_000

/** The name of a file of this machine in wine's Windows. */
export const windowsPath = (file: string): string => `Z:${file.replaceAll('/', '\\')}`
