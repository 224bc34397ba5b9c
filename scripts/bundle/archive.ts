import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import type { BundlePlatform } from './platforms.ts'

/**
 * Packs a bundle's folder, with nothing in it of who packed it.
 *
 * @returns the file: a zip for Windows, which opens it by itself, elsewhere a tar.gz, which keeps the rights
 */
export function archive(folder: string, { os }: BundlePlatform): string {
  const name = path.basename(folder)
  const file = `${folder}.${os === 'win32' ? 'zip' : 'tar.gz'}`
  rmSync(file, { force: true })
  if (os === 'win32') run('zip', ['-q', '-X', '-r', file, name], folder)
  else run('tar', ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '-czf', file, name], folder)
  return file
}

function run(program: string, args: readonly string[], folder: string): void {
  const { status, error } = spawnSync(program, args, { cwd: path.dirname(folder), stdio: 'inherit' })
  if (error !== undefined) throw new Error(`${program} is needed to pack a bundle: ${error.message}`)
  if (status !== 0) throw new Error(`${program} ended with ${status}`)
}
