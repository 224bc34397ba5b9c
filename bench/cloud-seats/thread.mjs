// A worker thread begins without the loader of the thread that started it: this one brings its own.
import { register } from 'tsx/esm/api'

register()
await import('./clients.ts')
