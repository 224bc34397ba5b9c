import { spawnSync } from 'node:child_process'
import { mkdirSync, statfsSync } from 'node:fs'

/** A small disk of its own under one folder. Without the right to mount, the folder is an ordinary one that never gets full. */
export interface Disk {
  readonly canBeFull: boolean
  /** From now on there is no room for another byte: what would grow gets ENOSPC. */
  fill(): void
  relieve(): void
  /** Leaves the empty folder. */
  remove(): void
}

const mebibyte = 1024 * 1024

/** Needs a mount namespace of our own: the mounts end with the last process in it, however that ends. */
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
      if (canBeFull) spawnSync('umount', [folder])
    },
  }
}

function usedBytes(folder: string): number {
  const { blocks, bfree, bsize } = statfsSync(folder)
  return (blocks - bfree) * bsize
}
