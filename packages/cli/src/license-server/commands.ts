import type { Command } from 'commander'
import { addCommand, type Output } from '../command/act.ts'
import { CommandError } from '../command/command-error.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { facts } from '../command/table.ts'
import { LinuxService } from './linux-service.ts'
import type { InstallOptions, Service, ServiceState } from './service.ts'
import { WindowsService } from './windows-service.ts'

interface RootOption {
  readonly root?: string
}

/** The License Server as a service of this machine. */
export function addLicenseServerCommands(program: Command, around: Surroundings): void {
  const parent = program.command('license-server').description('the License Server as a service of this machine')
  const withRoot = (command: Command) =>
    command.option('--root <folder>', 'the root of another system, such as an image')
  withRoot(
    addCommand<RootOption & InstallOptions>(
      parent,
      around,
      'install',
      'make it a service that comes with the machine; also in the place of an older version',
      async ({ options }) => told(await serviceOf(around, options).install(options)),
    ).option('--cloud <address>', 'address of the license cloud'),
  )
  withRoot(
    addCommand<RootOption & { purge?: boolean }>(
      parent,
      around,
      'uninstall',
      'remove the service and everything that was installed with it; its data stays',
      async ({ options }) => told(await serviceOf(around, options).uninstall(options.purge === true)),
    ).option('--purge', 'remove its data too: its sign-in, and what it knows of open transfers'),
  )
  withRoot(
    addCommand<RootOption>(
      parent,
      around,
      'status',
      'whether the service is installed and runs',
      async ({ options }) => {
        const state = serviceOf(around, options).state()
        return { json: state, text: wordsOf(state), exit: state.running ? 'ok' : 'refused' }
      },
    ),
  )
}

function serviceOf({ system, wait, config: { bundleDir } }: Surroundings, { root = '/' }: RootOption): Service {
  switch (system.platform) {
    case 'linux':
      return new LinuxService({ system, bundleDir, root })
    case 'win32':
      return new WindowsService({ system, bundleDir, wait })
    default:
      throw new CommandError(
        'refused',
        'service-unsupported',
        'There is no service for this system yet.',
        'Let its own service manager run undongle-license-server.',
      )
  }
}

const told = (sentences: readonly string[]): Output => ({ json: { done: sentences }, text: sentences.join('\n') })

const wordsOf = ({ installed, enabled, running, program, settings, data }: ServiceState): string =>
  installed
    ? facts([
        ['Service', running ? 'running' : 'not running'],
        ['At start-up', enabled ? 'starts with the machine' : 'does not start by itself'],
        ['Program', program],
        ['Settings', settings],
        ['Data', data],
      ])
    : 'It is not installed.'
