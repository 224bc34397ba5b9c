// The one entry of every npm script. Plain JavaScript, because in a fresh clone nothing is installed yet that could run
// TypeScript: it installs what is missing, then runs scripts/<name>.ts in this same process (one process less to stop).
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const root = path.dirname(import.meta.dirname ?? stop('Undongle needs Node 20.19 or newer.'))
const [name = stop('Usage: node scripts/run.mjs <script> [arguments]'), ...rest] = process.argv.slice(2)
const script = path.join(root, 'scripts', `${name}.ts`)

checkNode()
if (!existsSync(script)) stop(`There is no script "${name}".`)
process.chdir(root) // so that it works from any folder
if (isInstallStale()) install()
process.argv = [process.execPath, script, ...rest]
const { register } = await import('tsx/esm/api')
register()
await import(pathToFileURL(script).href)

/** Node's own words for a too old version are a syntax error somewhere deep inside: say it here instead. */
function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    stop(`Undongle needs Node 20.19 or newer; this is ${process.version}.`)
}

/** npm writes node_modules/.package-lock.json last, so its time is the time of the last finished installation. */
function isInstallStale() {
  const installed = path.join(root, 'node_modules', '.package-lock.json')
  return !existsSync(installed) || statSync(path.join(root, 'package-lock.json')).mtimeMs > statSync(installed).mtimeMs
}

/** No dependency's install script is needed, so none runs: neither a compiler nor trust in 190 packages is asked for. */
function install() {
  console.log('Installing the dependencies (npm ci) …')
  const npm = process.env.npm_execpath
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...args], { stdio: 'inherit' })
    : spawnSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) {
    stop('The dependencies could not be installed. Is the network there, and may this user write to this folder?')
  }
}

/** @param {string} reason @returns {never} */
function stop(reason) {
  console.error(reason)
  process.exit(1)
}
