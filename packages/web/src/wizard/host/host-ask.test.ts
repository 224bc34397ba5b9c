import { expect, test } from 'vitest'
import { forgetHostAsk, readHostAsk, type TabStorage } from './host-ask.ts'

function tab(): TabStorage {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }
}

const search = '?line=lab&returnTo=http%3A%2F%2F127.0.0.1%3A4000%2Fset-up&version=3.0&moment=update&window=plain'
const asked = {
  line: 'lab',
  returnTo: 'http://127.0.0.1:4000/set-up',
  version: '3.0',
  moment: 'update',
  window: 'plain',
}

test('[Q06] what the application asked stays with the tab, from page to page, until its user is back', () => {
  const storage = tab()
  expect(readHostAsk(search, storage)).toEqual(asked)
  expect(readHostAsk('', storage)).toEqual(asked)
  expect(readHostAsk('?dongle=abc&line=lab', storage)).toEqual(asked)
  forgetHostAsk(storage)
  expect(readHostAsk('', storage)).toBeUndefined()
})

test.each([
  '',
  '?line=lab',
  '?line=LAB&version=3.0',
  '?line=lab&version=3.0&window=popup',
])('an address without a whole question asks nothing: %s', (other) => expect(readHostAsk(other, tab())).toBeUndefined())

test('what another program left in the tab asks nothing', () => {
  const storage = tab()
  storage.setItem('undongle-host', '{"line":1')
  expect(readHostAsk('', storage)).toBeUndefined()
})
