import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { isCurrent, stampOf, writeStamp } from './stamp.ts'
import { type Target, targets } from './targets.ts'

/** What the running system consists of; the SDK is for others, and its declarations take longest. */
export const systemTargets = targets.filter(({ name }) => name !== 'sdk')

/** Builds what is stale, and says so. When nothing is, this costs some tens of milliseconds and prints nothing. */
export async function buildStale(root: string, wanted: readonly Target[] = targets): Promise<void> {
  for (const target of wanted) {
    const outDir = path.join(root, target.outDir)
    const stamp = stampOf(root, target.inputs)
    if (isCurrent(outDir, stamp)) continue
    const startedAt = performance.now()
    await make(root, target)
    writeStamp(outDir, stamp)
    console.log(`Built ${target.name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  }
}

async function make(root: string, { name, make }: Target): Promise<void> {
  const cwd = path.join(root, make.folder)
  if (make.by === 'vite') {
    // In a process of its own: vite sets NODE_ENV, and the system that starts next would inherit it.
    const vite = path.join(root, 'node_modules/vite/bin/vite.js')
    const args = [vite, 'build', '--mode', make.app, '--logLevel', 'warn']
    if (spawnSync(process.execPath, args, { cwd, stdio: 'inherit' }).status !== 0)
      throw new Error(`${name} did not build.`)
    return
  }
  const { build } = await import('tsdown') // only when there is something to do: it takes longer to load than the check
  await build({
    config: false,
    cwd,
    outDir: 'dist',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    dts: false,
    clean: true,
    sourcemap: true,
    fixedExtension: false,
    logLevel: 'warn',
    checks: { pluginTimings: false },
    ...make.config,
  })
}
