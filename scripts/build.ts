import path from 'node:path'
import { buildStale } from './build/build.ts'

await buildStale(path.dirname(import.meta.dirname))
