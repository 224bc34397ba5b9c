import { lockDataFolder } from './instance-lock.ts'

// A process of its own that holds a data folder until it is killed, or says why it may not.
const [folder = ''] = process.argv.slice(2)
try {
  await lockDataFolder(folder, { product: 'test', version: 1 })
  console.log('held')
  setInterval(() => undefined, 1000)
} catch (error) {
  console.log((error as { code?: string }).code)
}
