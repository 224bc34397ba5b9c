import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeInstaller } from '../../scripts/bundle/installer.ts'
import { needs } from '../needs.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'undongle-installer-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test(
  'the installer for Windows holds the bundle and its own uninstaller, and nothing else',
  needs('nsis', 'p7zip-full'),
  () => {
    const files = [
      'undongle.cmd',
      'settings.env',
      'runtime/node.exe',
      'app/license-server/dist/main.js',
      'app/node_modules/@a/b/b.node',
    ]
    const bundle = path.join(folder, 'bundle')
    for (const name of files) {
      mkdirSync(path.dirname(path.join(bundle, name)), { recursive: true })
      writeFileSync(path.join(bundle, name), name)
    }
    const installer = makeInstaller(path.resolve(import.meta.dirname, '../..'), bundle, '0.1.0')
    const { stdout } = spawnSync('7z', ['l', '-slt', installer], { encoding: 'utf8' })
    const held = [...stdout.matchAll(/^Path = (.+)$/gm)].map(([, name = '']) => name).slice(1)
    const plugin = '$PLUGINSDIR/nsExec.dll'
    expect(held.toSorted()).toEqual([...files, plugin, 'uninstall.exe'].toSorted())
  },
)
