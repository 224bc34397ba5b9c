import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import type { BundlePlatform } from './platforms.ts'

/**
 * What a bundle brings along that is not ours: Node and the native packages, by the lock file of its platform. No install script runs.
 *
 * @returns the folder node_modules they are in
 */
export function installRuntime(root: string, platform: BundlePlatform): string {
  const folder = path.join(root, 'packaging', platform.name)
  const modules = path.join(folder, 'node_modules')
  if (isInstalled(folder)) return modules
  console.log(`Installing what a bundle for ${platform.name} brings along …`)
  // --force: npm refuses packages of another system, and --os says that it is meant.
  const args = ['ci', '--force', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...platform.npm]
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) throw new Error(`What packaging/${platform.name}/package-lock.json names could not be installed.`)
  return modules
}

/** npm writes its own lock file last. */
function isInstalled(folder: string): boolean {
  const installed = path.join(folder, 'node_modules/.package-lock.json')
  return (
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(path.join(folder, 'package-lock.json')).mtimeMs
  )
}
