// A small driver, for dongles whose runtime keeps a file for each of them: boxes/<serial>.json, beside this file.
// UNDONGLE_DRIVERS=example-box=/path/to/driver.mjs lets a License Server load it. docs/reference/drivers.md tells the whole interface.
import { readdir, readFile } from 'node:fs/promises'

const boxes = new URL('./boxes/', import.meta.url)
const manufacturer = 'Example'
const model = 'Box'
const keyOf = (serial) => `${manufacturer}|${model}|${serial}`

export function openDriver({ DongleError, plainText }) {
  async function serials() {
    const names = await readdir(boxes).catch(() => {
      throw new DongleError('driver-unavailable', 'the runtime of the boxes does not run')
    })
    return names.filter((name) => /^[A-Z0-9-]{1,32}\.json$/.test(name)).map((name) => name.slice(0, -5))
  }

  async function observe(key) {
    const serial = (await serials()).find((found) => keyOf(found) === key)
    const text = serial && (await readFile(new URL(`${serial}.json`, boxes), 'utf8').catch(() => undefined))
    if (!text) throw new DongleError('removed', key)
    try {
      const { firmware, licenses } = JSON.parse(text)
      const words = (value) => plainText(String(value), 200)
      const entries = licenses.map(({ code, name, ends }) => ({
        code: words(code),
        name: words(name),
        ends: words(ends),
      }))
      return { serial, firmware: words(firmware), complete: true, entries, unread: [] }
    } catch {
      throw new DongleError('incomplete', `${serial} is not readable`) // never "no licenses"
    }
  }

  return {
    name: 'example-box',
    available: () =>
      serials().then(
        () => ({ available: true, version: '1.0' }),
        ({ detail }) => ({ available: false, why: detail }),
      ),
    list: async () =>
      (await serials()).map((serial) => ({
        key: keyOf(serial),
        label: `Box ${serial}`,
        manufacturer,
        model,
        serial,
        way: 'record',
      })),
    observe,
  }
}
