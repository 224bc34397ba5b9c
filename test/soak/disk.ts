import { spawnSync } from 'node:child_process'
import { mkdirSync, statfsSync } from 'node:fs'

/** The disk under one folder. */
export interface Disk {
  readonly canBeFull: boolean
  /** From now on there is no room for another byte: what would grow gets ENOSPC. */
  fill(): void
  relieve(): void
  /** Leaves the empty folder. */
  remove(): void
}

const mebibyte = 1024 * 1024

/** That of the machine: it never gets full. */
export const usualDisk: Disk = {
  canBeFull: false,
  fill: () => undefined,
  relieve: () => undefined,
  remove: () => undefined,
}

/** A small disk of its own. Asked for in a mount namespace of our own only: the mounts end with the last process in it. */
export function openDisk(folder: string, sizeMebibytes: number): Disk {
  mkdirSync(folder, { recursive: true })
  const sizeBytes = sizeMebibytes * mebibyte
  const mount = (...options: string[]) => spawnSync('mount', [...options, folder], { stdio: 'ignore' }).status === 0
  const canBeFull = mount('-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'none')
  const resize = (bytes: number) => canBeFull && mount('-o', `remount,size=${bytes}`)
  return {
    canBeFull,
    // Made as small as what is on it: nothing has to be written to fill it.
    fill: () => {
      resize(usedBytes(folder))
    },
    relieve: () => {
      resize(sizeBytes)
    },
    remove: () => {
      if (canBeFull) spawnSync('umount', ['--lazy', folder]) // a driver's process may still be on its way out
    },
  }
}

function usedBytes(folder: string): number {
  const { blocks, bfree, bsize } = statfsSync(folder)
  return (blocks - bfree) * bsize
}
