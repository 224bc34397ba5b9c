import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { exitCodesPage, writeExitCodesPage } from './exit-codes-page.ts'

test('the page of exit codes is what the code says; otherwise run: npm run reference', () => {
  expect(readFileSync(exitCodesPage, 'utf8')).toBe(writeExitCodesPage())
})
