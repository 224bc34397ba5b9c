import { chmodSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type OpenEngine, openStore } from './open.ts'
import { ensureRoom, retireRoomBytes } from './room.ts'
import { applySchema } from './schema.ts'
import type { Store } from './store.ts'
import { StoreError, type StoreErrorCode } from './store-error.ts'

/** What every engine of the store must do. @param folder a new empty folder, made for each call */
export function storeContract(engine: OpenEngine, folder: () => string): void {
  const opened = (path = join(folder(), 'journal.db')) => openStore(path, [engine])

  /** @returns a store with one small table, and its path */
  function withTable(): { store: Store; path: string } {
    const path = join(folder(), 'journal.db')
    const store = opened(path)
    store.execute('create table note (id integer primary key, body blob, words text) strict')
    return { store, path }
  }

  test('every kind of value comes back as it was written', () => {
    const { store } = withTable()
    const insert = 'insert into note (id, body, words) values (?, ?, ?)'
    expect(store.run(insert, [2 ** 41, Uint8Array.of(0, 1, 255), 'ü'])).toBe(1)
    store.run(insert, [2, new Uint8Array(0), null])
    const first = { id: 2, body: new Uint8Array(0), words: null }
    expect(store.get('select * from note where id = ?', [2])).toEqual(first)
    expect(store.all('select * from note order by id')).toEqual([
      first,
      { id: 2 ** 41, body: Uint8Array.of(0, 1, 255), words: 'ü' },
    ])
    expect(store.get('select * from note where id = ?', [3])).toBeUndefined()
    store.close()
  })

  test('one value alone may be bytes or null', () => {
    const { store } = withTable()
    store.run('insert into note (body) values (?)', [Uint8Array.of(7)])
    store.run('insert into note (words) values (?)', [null])
    expect(store.get('select id from note where body = ?', [Uint8Array.of(7)])).toEqual({ id: 1 })
    expect(store.run('delete from note')).toBe(2)
    store.close()
  })

  test('a transaction is whole or not there, and the store goes on after a failed one', () => {
    const { store } = withTable()
    const add = (words: string) => store.run('insert into note (words) values (?)', [words])
    expect(() =>
      store.transaction(() => {
        add('lost')
        throw new Error('changed my mind')
      }),
    ).toThrow('changed my mind')
    expect(store.transaction(() => add('kept'))).toBe(1)
    expect(store.all('select words from note')).toEqual([{ words: 'kept' }])
    store.close()
  })

  test('a transaction is neither nested nor made to wait', () => {
    const { store } = withTable()
    expect(() => store.transaction(() => store.transaction(() => undefined))).toThrow('not nested')
    expect(() => store.transaction(() => Promise.resolve())).toThrow('does not wait')
    store.close()
  })

  test('what was written is there after closing and opening again', () => {
    const { store, path } = withTable()
    store.run('insert into note (words) values (?)', ['kept'])
    store.close()
    const again = opened(path)
    expect(again.all('select words from note')).toEqual([{ words: 'kept' }])
    again.close()
  })

  test('every commit is fsynced: synchronous is full, in a write-ahead log', () => {
    const store = opened()
    expect(store.get('pragma synchronous')).toEqual({ synchronous: 2 })
    expect(store.get('pragma journal_mode')).toEqual({ journal_mode: 'wal' })
    store.close()
  })

  test('a second License Server on the same folder is refused, and the first goes on', () => {
    const { store, path } = withTable()
    expectCode('journal-in-use', () => opened(path))
    store.run('insert into note (words) values (?)', ['still mine'])
    store.close()
    opened(path).close()
  })

  test.skipIf(process.platform === 'win32')(
    'only the owner can read the file and its log, even if it was open before',
    () => {
      const path = join(folder(), 'journal.db')
      writeFileSync(path, '')
      chmodSync(path, 0o644)
      const store = opened(path)
      store.execute('create table note (words text)')
      for (const file of [path, `${path}-wal`]) expect(statSync(file).mode & 0o777).toBe(0o600)
      store.close()
    },
  )

  test('a full disk is named, nothing is torn, and writing goes on when there is room again', () => {
    const { store } = withTable()
    store.run('insert into note (words) values (?)', ['before'])
    fillDisk(store)
    expectCode('journal-disk-full', () =>
      store.transaction(() => {
        store.run('insert into note (words) values (?)', ['torn?'])
        store.run('insert into note (body) values (zeroblob(?))', [retireRoomBytes])
      }),
    )
    expect(store.all('select words from note')).toEqual([{ words: 'before' }])
    store.all('pragma max_page_count = 100000')
    store.run('insert into note (words) values (?)', ['after'])
    store.close()
  })

  test('room that was ensured is there when the disk is full', () => {
    const store = opened()
    applySchema(store)
    const receipt = 'insert into setting (key, value) values (?, ?)'
    const words = 'r'.repeat(retireRoomBytes - 8192)
    fillDisk(store)
    expectCode('journal-disk-full', () => ensureRoom(store, retireRoomBytes))
    expectCode('journal-disk-full', () => store.run(receipt, ['receipt', words]))
    store.all('pragma max_page_count = 100000')
    ensureRoom(store, retireRoomBytes)
    fillDisk(store)
    expect(store.run(receipt, ['receipt', words])).toBe(1)
    store.close()
  })

  test.each<[string, StoreErrorCode, (path: string) => void]>([
    ['a folder that is not there', 'journal-not-writable', () => undefined],
    ['a folder in place of the file', 'journal-not-writable', (path) => mkdirSync(path, { recursive: true })],
  ])('%s is named', (_, code, prepare) => {
    const path = join(folder(), 'none', 'journal.db')
    prepare(path)
    expectCode(code, () => opened(path))
  })

  test.each<[string, (path: string) => void]>([
    ['a file that is no database', (path) => writeFileSync(path, 'not a database, '.repeat(1000))],
    ['a file cut in half', (path) => truncateSync(path, statSync(path).size / 2)],
    ['a file with a page overwritten', (path) => writeFileSync(path, overwritten(readFileSync(path)))],
  ])('%s is named damaged', (_, damage) => {
    const path = join(folder(), 'journal.db')
    const store = opened(path)
    applySchema(store)
    for (let index = 0; index < 50; index++) {
      store.run('insert into setting (key, value) values (?, ?)', [`k${index}`, 'x'.repeat(1000)])
    }
    store.close()
    damage(path)
    expectCode('journal-damaged', () => opened(path))
  })

  test.each<[string, (store: Store) => void]>([
    ['of a newer version', (store) => store.execute('pragma user_version = 999')],
    ['of another program', (store) => store.execute('create table note (words text)')],
  ])('a journal %s is named and left as it is', (_, write) => {
    const path = join(folder(), 'journal.db')
    const store = opened(path)
    write(store)
    const tables = store.all('select name from sqlite_schema')
    expectCode('journal-other-version', () => applySchema(store))
    expect(store.all('select name from sqlite_schema')).toEqual(tables)
    store.close()
  })

  test('the schema is applied once', () => {
    const store = opened()
    applySchema(store)
    store.run('insert into setting (key, value) values (?, ?)', ['key-set', '{}'])
    applySchema(store)
    expect(store.all('select key from setting')).toEqual([{ key: 'key-set' }])
    store.close()
  })
}

/** Lets the file grow no further: SQLite then answers as on a full disk. */
function fillDisk(store: Store): void {
  store.all(`pragma max_page_count = ${store.get('pragma page_count')?.page_count}`)
}

function overwritten(file: Buffer): Buffer {
  return file.fill(0xa5, 8192, 16_384)
}

function expectCode(code: StoreErrorCode, act: () => unknown): void {
  const outcome = outcomeOf(act)
  expect(outcome).toBeInstanceOf(StoreError)
  expect(outcome).toMatchObject({ code })
}

function outcomeOf(act: () => unknown): unknown {
  try {
    return act()
  } catch (cause) {
    return cause
  }
}
