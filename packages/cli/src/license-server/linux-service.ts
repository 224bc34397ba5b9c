import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { CommandError } from '../command/command-error.ts'
import type { System } from '../command/system.ts'
import { expectBundle, replaceTree } from './bundle.ts'
import { polkitRules, udevRules } from './device-rules.ts'
import { linuxPlaces as at, under, unitName } from './linux-places.ts'
import type { Done, InstallOptions, Service, ServiceState } from './service.ts'
import { withSettings } from './settings-file.ts'
import { unitText } from './unit.ts'

interface Placing {
  readonly system: System
  readonly bundleDir: string
  /** `/`, or the root of a system that does not run. */
  readonly root: string
}

/** A systemd service under a user of its own. */
export class LinuxService implements Service {
  readonly #placing: Placing

  /** @throws CommandError `root-needed`, `systemd-missing` */
  constructor(placing: Placing) {
    this.#placing = placing
    if (!existsSync(this.#in(path.dirname(at.unit))))
      throw new CommandError(
        'refused',
        'systemd-missing',
        'This machine has no systemd.',
        'Let the service manager that it has run undongle-license-server.',
      )
  }

  async install({ cloud }: InstallOptions): Promise<Done> {
    const { system, bundleDir } = this.#placing
    this.#expectRights()
    expectBundle(bundleDir)
    if (this.#runs) this.#systemctl(['stop', unitName], 'may-fail')
    this.#copyProgram()
    this.#writeSettings(cloud)
    this.#must('systemd-sysusers', [
      ...this.#rootOption,
      '--inline',
      `u ${at.user} - "Undongle License Server" ${at.data}`,
    ])
    writeFileSync(this.#in(at.unit), unitText(at))
    const rules = [
      this.#writeIfUsed(at.udevRules, udevRules(at.user)),
      this.#writeIfUsed(at.polkitRules, polkitRules(at.user)),
    ]
    if (this.#runs) {
      this.#systemctl(['daemon-reload'])
      this.#reloadDevices(system)
    }
    this.#systemctl(['enable', ...(this.#runs ? ['--now'] : []), unitName])
    return [
      `The License Server is a service now: ${unitName}.`,
      `Program ${at.program}, settings ${at.settings}, data ${at.data}, user ${at.user}.`,
      ...rules.flatMap((told) => told ?? []),
    ]
  }

  async uninstall(purge: boolean): Promise<Done> {
    const { system } = this.#placing
    this.#expectRights()
    this.#systemctl(['disable', ...(this.#runs ? ['--now'] : []), unitName], 'may-fail')
    for (const place of [at.unit, at.udevRules, at.polkitRules, at.command, at.settings])
      rmSync(this.#in(place), { force: true })
    rmSync(this.#in(at.program), { recursive: true, force: true })
    removeIfEmpty(this.#in(path.dirname(at.settings)))
    if (this.#runs) {
      this.#systemctl(['daemon-reload'])
      this.#reloadDevices(system)
    }
    const data = this.#leaveData(purge)
    this.#removeUser()
    return ['The service is gone, with its program, its settings, its rules and its user.', ...data]
  }

  state(): ServiceState {
    const says = (word: string) =>
      this.#placing.system.run('systemctl', [...this.#rootOption, word, unitName]).out.trim()
    return {
      installed: existsSync(this.#in(at.unit)),
      enabled: says('is-enabled') === 'enabled',
      running: this.#runs && says('is-active') === 'active',
      program: at.program,
      settings: at.settings,
      data: at.data,
    }
  }

  /** The system that runs is meant, not a folder. */
  get #runs(): boolean {
    return this.#placing.root === '/'
  }

  get #rootOption(): string[] {
    return this.#runs ? [] : [`--root=${this.#placing.root}`]
  }

  #in(place: string): string {
    return under(this.#placing.root, place)
  }

  #expectRights(): void {
    if (this.#runs && !this.#placing.system.isRoot())
      throw new CommandError(
        'refused',
        'root-needed',
        'Only root may install or remove a service.',
        'Run it again with sudo.',
      )
  }

  #copyProgram(): void {
    const { bundleDir } = this.#placing
    const program = this.#in(at.program)
    if (!existsSync(program) || realpathSync(bundleDir) !== realpathSync(program)) {
      replaceTree(bundleDir, program, (name) => name !== 'settings.env')
      symlinkSync(at.settings, path.join(program, 'settings.env'))
    }
    mkdirSync(this.#in(path.dirname(at.command)), { recursive: true })
    rmSync(this.#in(at.command), { force: true })
    symlinkSync(path.join(at.program, 'undongle'), this.#in(at.command))
  }

  /** Settings of an earlier installation stay. */
  #writeSettings(cloud: string | undefined): void {
    const settings = this.#in(at.settings)
    mkdirSync(path.dirname(settings), { recursive: true })
    const given = existsSync(settings) ? settings : path.join(this.#placing.bundleDir, 'settings.env')
    const forced = { UNDONGLE_DATA_DIR: at.data, ...(cloud === undefined ? {} : { UNDONGLE_CLOUD_URL: cloud }) }
    writeFileSync(settings, withSettings(existsSync(given) ? readFileSync(given, 'utf8') : '', forced))
    chmodSync(settings, 0o644)
  }

  /** Where a system has no such folder, nothing there would read the file. @returns what it is then worth to say */
  #writeIfUsed(place: string, text: string): string | undefined {
    const folder = path.dirname(place)
    if (!existsSync(this.#in(folder))) return `${folder} is not there, so no rule for dongles was written to it.`
    writeFileSync(this.#in(place), text)
    chmodSync(this.#in(place), 0o644)
    return undefined
  }

  /** Devices that are plugged in already come under the rules, or out from under them. */
  #reloadDevices(system: System): void {
    system.run('udevadm', ['control', '--reload'])
    system.run('udevadm', ['trigger', '--subsystem-match=usb'])
  }

  /** Data that is left belongs to root: the number of a user that is gone may be given to another one. */
  #leaveData(purge: boolean): Done {
    const data = this.#in(at.data)
    if (!existsSync(data) || lstatSync(data).isSymbolicLink()) return []
    if (purge) rmSync(data, { recursive: true, force: true })
    else this.#must('chown', ['-R', '0:0', data])
    return purge ? ['Its data is gone too.'] : [`Its data is still there: ${at.data}. With --purge it goes too.`]
  }

  /** Its group goes with it on most systems, and by itself where those settle it otherwise. */
  #removeUser(): void {
    const prefix = this.#runs ? [] : ['--prefix', this.#placing.root]
    if (this.#names('/etc/passwd')) this.#must('userdel', [...prefix, at.user])
    if (this.#names('/etc/group')) this.#must('groupdel', [...prefix, at.user])
  }

  #names(list: '/etc/passwd' | '/etc/group'): boolean {
    const file = this.#in(list)
    if (!existsSync(file)) return false
    return readFileSync(file, 'utf8')
      .split('\n')
      .some((line) => line.startsWith(`${at.user}:`))
  }

  #systemctl(args: readonly string[], mayFail?: 'may-fail'): void {
    const all = [...this.#rootOption, '--quiet', ...args]
    if (mayFail === undefined) this.#must('systemctl', all)
    else this.#placing.system.run('systemctl', all)
  }

  #must(program: string, args: readonly string[]): void {
    const { exit, out } = this.#placing.system.run(program, args)
    if (exit === 0) return
    throw new CommandError(
      'failure',
      'service-not-changed',
      `${program} ${args.join(' ')} ended with ${exit}. ${out.trim()}`,
      'Mend that, then run this command again: what it has done already is done again, or left as it is.',
    )
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // it is not there, or somebody else keeps something in it
  }
}
