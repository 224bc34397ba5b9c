import { targets } from './build/targets.ts'

const { build } = await import('tsdown')
for (const t of targets.filter((t) => t.name === process.argv[2]))
  if (t.make.by === 'tsdown')
    await build({
      config: false,
      cwd: process.cwd() + '/' + t.make.folder,
      outDir: 'dist',
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      clean: true,
      sourcemap: true,
      fixedExtension: false,
      logLevel: 'warn',
      ...t.make.config,
      dts: { oxc: true },
    })
