import { spawnSync } from 'node:child_process'
import path from 'node:path'

/**
 * Puts an installer around a bundle for Windows, with NSIS (`makensis`). It is not signed: whoever gives it away signs it with a certificate
 * of their own, or Windows warns of an unknown publisher.
 *
 * @returns the file
 */
export function makeInstaller(root: string, bundle: string, version: string): string {
  const file = `${bundle}-setup.exe`
  const given = { OUT: file, BUNDLE: bundle, VERSION: version, SEPARATOR: path.sep }
  const defined = Object.entries(given).map(([name, value]) => `-D${name}=${value}`)
  const args = ['-V2', '-WX', ...defined, path.join(root, 'packaging/files/installer.nsi')]
  const { status, stdout, stderr, error } = spawnSync('makensis', args, { encoding: 'utf8' })
  if (error !== undefined) throw new Error(`NSIS is needed to make an installer: ${error.message}`)
  if (status !== 0) throw new Error(`makensis ended with ${status}: ${stdout}${stderr}`)
  return file
}
