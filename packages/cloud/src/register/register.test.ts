import { appendFile, mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { base64url } from '@undongle/core/encoding'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openRegister } from './file.ts'
import { memoryRegister } from './memory.ts'
import { graceName, type Register, type RegisteredCertificate, type RegisterFact } from './register.ts'

const at = 1_800_000_000
const now = new Date(at * 1000)
const company = makeId('company', now, random)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'undongle-register-'))
})
afterEach(() => rm(folder, { recursive: true }))

const machine = (): Extract<RegisterFact, { fact: 'machine' }> => ({
  fact: 'machine',
  licenseServer: makeId('licenseServer', now, random),
  company,
  at,
})

const certificate = (document: string): RegisteredCertificate => ({
  id: makeId('certificate', now, random),
  company,
  document,
  salt: base64url(random(32)),
})

async function reopened<Result>(work: (register: Register) => Promise<Result> | Result): Promise<Result> {
  const register = await openRegister(folder)
  try {
    return await work(register)
  } finally {
    await register.close()
  }
}

test.each<[string, (work: (register: Register) => Promise<void>) => Promise<void>]>([
  ['files', reopened],
  ['memory', once(memoryRegister())],
])('[Q91] the register in %s keeps machines, graces, epochs and certificates', async (_, use) => {
  const [first, second] = [machine(), machine()]
  const entries = ['one', 'two', 'three'].map(certificate)
  await use(async (register) => {
    expect(register.epoch()).toBe(0)
    await register.record(first)
    await register.record({ fact: 'grace', dongle: 'serial:D-1', line: 'clinic', until: at + 60, at })
    await register.record({ fact: 'epoch', number: 1, at })
    expect(await register.certificates.append(entries.slice(0, 2))).toBe(0)
  })
  await use(async (register) => {
    await register.record(second)
    await register.record({ fact: 'grace', dongle: 'serial:D-1', line: 'clinic', until: at + 999, at })
    expect(await register.certificates.append(entries.slice(2))).toBe(2)
  })
  await use(async (register) => {
    expect([...register.machines.keys()]).toEqual([first.licenseServer, second.licenseServer])
    expect(register.machines.get(first.licenseServer)).toBe(company)
    expect(register.graces.get(graceName('serial:D-1', 'clinic'))).toBe(at + 60)
    expect(register.epoch()).toBe(1)
    expect(await register.certificates.read(0, 10)).toEqual(entries)
    expect(await register.certificates.read(1, 1)).toEqual([entries[1]])
    expect(await register.certificates.read(3, 5)).toEqual([])
  })
})

test('a fact that is known is not written again', async () => {
  const fact = machine()
  await reopened(async (register) => {
    await register.record(fact)
    const before = await readFile(join(folder, 'facts'))
    await register.record({ ...fact, at: at + 1 })
    expect(await readFile(join(folder, 'facts'))).toEqual(before)
  })
})

test('[Q91] of a write that was cut off anywhere, all before it stays and it can be written again', async () => {
  const [kept, cut] = [certificate('kept'), certificate('cut off')]
  await reopened((register) => register.certificates.append([kept]))
  const file = join(folder, 'certificates')
  const before = (await readFile(file)).length
  await reopened((register) => register.certificates.append([cut]))
  const whole = await readFile(file)
  for (const length of [before, before + 1, before + 8, before + 9, before + 40, whole.length - 1]) {
    await writeFile(file, whole)
    await truncate(file, length)
    await reopened(async ({ certificates }) => {
      expect(certificates.count()).toBe(1)
      expect(await certificates.append([cut])).toBe(1)
    })
    expect(await readFile(file)).toEqual(whole)
  }
})

test('[Q91] of a write that the disk refused nothing is left, whatever is written next', async () => {
  const [kept, refused, alsoRefused, next] = ['1', '2', '3', '4'].map(certificate)
  if (!kept || !refused || !alsoRefused || !next) return expect.fail('four certificates')
  await reopened(async ({ certificates }) => {
    await certificates.append([kept])
    const handle = await open(join(folder, 'certificates'))
    vi.spyOn(Object.getPrototypeOf(handle), 'sync').mockRejectedValueOnce(new Error('EIO'))
    await handle.close()
    await expect(certificates.append([refused, alsoRefused])).rejects.toThrow('EIO')
    expect(await certificates.append([next])).toBe(1)
  })
  expect(await reopened(({ certificates }) => certificates.read(0, 9))).toEqual([kept, next])
})

test('garbage where a write was cut off is no record', async () => {
  await reopened((register) => register.certificates.append([certificate('kept')]))
  await appendFile(join(folder, 'certificates'), Buffer.alloc(5000))
  await appendFile(join(folder, 'certificates'), '\n0badc0de {}\n')
  await reopened(async ({ certificates }) => {
    expect(certificates.count()).toBe(1)
    await certificates.append([certificate('next')])
  })
  expect(await reopened(({ certificates }) => certificates.count())).toBe(2)
})

test('a broken record with whole ones behind it is damage, by name, and nothing is changed', async () => {
  await reopened((register) => register.certificates.append(['one', 'two'].map(certificate)))
  const file = join(folder, 'certificates')
  const bytes = await readFile(file)
  bytes[20] = (bytes[20] ?? 0) ^ 1
  await writeFile(file, bytes)
  await expect(openRegister(folder)).rejects.toMatchObject({ code: 'register-damaged' })
  expect(await readFile(file)).toEqual(bytes)
})

test('records longer than a chunk of the scan are found again', async () => {
  const entries = Array.from({ length: 9 }, (_, index) => certificate(`${index}`.repeat(250_000)))
  await reopened((register) => register.certificates.append(entries))
  expect(await reopened((register) => register.certificates.read(0, 9))).toEqual(entries)
})

test('one process has the register at a time', async () => {
  await reopened(async () => {
    await expect(openRegister(folder)).rejects.toMatchObject({ code: 'folder-in-use' })
  })
})

function once(register: Register) {
  return (work: (register: Register) => Promise<void>) => work(register)
}
