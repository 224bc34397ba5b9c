import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { missingTools } from '../../test/system-tools.ts'

/** On Debian, as root, installs what the tests need and this machine lacks; elsewhere it says what is missing. */
export function installSystemTools(): void {
  const missing = missingTools()
  if (missing.length > 0 && mayInstall()) install(missing)
  const stillMissing = missingTools()
  if (stillMissing.length === 0) return
  console.log(`Missing on this machine: ${stillMissing.join(' ')}. The tests that need them are skipped.`)
  console.log(`On Debian, as root: apt-get install --no-install-recommends ${stillMissing.join(' ')}`)
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version')
}

/** A failure is not the end: the tests that need nothing of this still run, and the missing ones are named. */
function install(packages: readonly string[]): void {
  console.log(`Installing for the tests: ${packages.join(' ')} …`)
  aptGet(['update', '-qq'])
  aptGet(['install', '-qq', '-y', '--no-install-recommends', ...packages])
}

function aptGet(args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
}
