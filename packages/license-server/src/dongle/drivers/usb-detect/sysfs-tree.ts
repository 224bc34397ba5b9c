import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A /sys of ours for the tests: the folders and files that the kernel shows for USB devices. */
export class SysfsTree {
  readonly root: string
  #number = 1

  constructor(root: string) {
    this.root = root
  }

  /** @param id vendor:product */
  async plug(port: string, id: string, serial?: string): Promise<void> {
    const [idVendor = '', idProduct = ''] = id.split(':')
    const attributes = {
      idVendor,
      idProduct,
      devnum: String(this.#number++),
      ...(serial === undefined ? {} : { serial }),
    }
    const folder = this.folderOf(port)
    await mkdir(folder, { recursive: true })
    await mkdir(this.folderOf(`${port}:1.0`), { recursive: true }) // an interface
    for (const [name, value] of Object.entries(attributes)) await writeFile(join(folder, name), `${value}\n`)
  }

  async unplug(port: string): Promise<void> {
    await rm(this.folderOf(port), { recursive: true })
    await rm(this.folderOf(`${port}:1.0`), { recursive: true })
  }

  folderOf(port: string): string {
    return join(this.root, 'bus', 'usb', 'devices', port)
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true })
  }
}

export async function makeSysfsTree(): Promise<SysfsTree> {
  const tree = new SysfsTree(await mkdtemp(join(tmpdir(), 'undongle-sysfs-')))
  await tree.plug('usb1', '1d6b:0002')
  return tree
}
