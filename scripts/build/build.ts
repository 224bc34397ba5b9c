import path from 'node:path'
import { isCurrent, stampOf, writeStamp } from './stamp.ts'
import { type Target, targets } from './targets.ts'

/** Builds what is stale, and says so. When nothing is, this costs some tens of milliseconds and prints nothing. */
export async function buildStale(root: string): Promise<void> {
  for (const target of targets) {
    const outDir = path.join(root, target.outDir)
    const stamp = stampOf(root, target.inputs)
    if (isCurrent(outDir, stamp)) continue
    const startedAt = performance.now()
    await make(root, target)
    writeStamp(outDir, stamp)
    console.log(`Built ${target.name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  }
}

// The bundlers are loaded only when there is something to do: they take longer to load than the check.
async function make(root: string, target: Target): Promise<void> {
  if (target.make.by === 'vite') {
    const { build } = await import('vite')
    await build({ root: path.join(root, 'packages/web'), mode: target.make.app, logLevel: 'warn' })
    return
  }
  const { build } = await import('tsdown')
  await build({
    config: false,
    cwd: root,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    dts: false,
    clean: true,
    sourcemap: true,
    fixedExtension: false,
    logLevel: 'warn',
    ...target.make.config,
  })
}
