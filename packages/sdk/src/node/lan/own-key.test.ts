import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { ownKey } from './own-key.ts'

const newFolder = () => mkdtempSync(path.join(tmpdir(), 'undongle-own-key-'))

test('applications that begin together are one node, and leave one file', async () => {
  const folder = path.join(newFolder(), 'new')
  const keys = await Promise.all(Array.from({ length: 20 }, () => ownKey(folder)))
  expect(new Set(keys.map(({ node, key }) => `${node} ${key}`)).size).toBe(1)
  expect(await ownKey(folder)).toEqual(keys[0])
  expect(readdirSync(folder)).toEqual(['node.json'])
})

test('a key that nobody can read is made anew', async () => {
  const folder = newFolder()
  writeFileSync(path.join(folder, 'node.json'), '{"node":')
  const made = await ownKey(folder)
  expect(await ownKey(folder)).toEqual(made)
  expect(readdirSync(folder)).toEqual(['node.json'])
})
