import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  httpAddressSchema,
  listSchema,
  portSchema,
  printSettings,
  readSettings,
  type SettingsTable,
} from './settings.ts'
import { StartError } from './start-error.ts'

const table = {
  port: {
    name: 'UNDONGLE_PORT',
    schema: portSchema,
    default: '8080',
    description: 'The port of the server.',
    secret: false,
  },
  address: {
    name: 'UNDONGLE_ADDRESS',
    schema: httpAddressSchema.optional(),
    description: 'The address others use.',
    secret: false,
  },
  password: {
    name: 'UNDONGLE_PASSWORD',
    schema: z.string().min(8, 'at least 8 characters').optional(),
    description: 'The password.',
    secret: true,
  },
  modules: {
    name: 'UNDONGLE_MODULES',
    schema: listSchema,
    default: '',
    description: 'Modules to load.',
    secret: false,
  },
} satisfies SettingsTable

describe('readSettings', () => {
  test('unset and empty variables take the default', () => {
    expect(readSettings(table, { UNDONGLE_PORT: '' })).toEqual({ port: 8080, modules: [] })
  })

  test('values are parsed: a number, an address without its last slash, a list', () => {
    const env = { UNDONGLE_PORT: '0', UNDONGLE_ADDRESS: 'https://cloud.example/', UNDONGLE_MODULES: '/a.so, /b c.so,' }
    expect(readSettings(table, env)).toEqual({
      port: 0,
      address: 'https://cloud.example',
      modules: ['/a.so', '/b c.so'],
    })
  })

  test('every wrong setting is named at once, without telling a secret', () => {
    const env = { UNDONGLE_PORT: '70000', UNDONGLE_ADDRESS: 'ftp://x', UNDONGLE_PASSWORD: 'hunter2' }
    const error = startErrorOf(() => readSettings(table, env))
    expect(error.code).toBe('settings-invalid')
    expect(error.message).toContain('UNDONGLE_PORT is "70000": a port is a number from 0 to 65535')
    expect(error.message).toContain('UNDONGLE_ADDRESS is "ftp://x"')
    expect(error.message).toContain('UNDONGLE_PASSWORD is wrong: at least 8 characters')
    expect(error.message).not.toContain('hunter2')
  })

  test('a setting that has to be there is asked for', () => {
    const required = {
      home: { name: 'UNDONGLE_HOME', schema: z.string(), description: 'Where it lives.', secret: false },
    } satisfies SettingsTable
    expect(startErrorOf(() => readSettings(required, {})).message).toContain('UNDONGLE_HOME is not set.')
  })

  test.each(['-1', '80.5', '0x50', ' 80', '65536', 'http'])('%j is no port', (text) => {
    expect(() => readSettings(table, { UNDONGLE_PORT: text })).toThrow(StartError)
  })
})

test('printSettings shows what is in force and masks secrets', () => {
  const printed = printSettings(table, { UNDONGLE_PASSWORD: 'hunter2-hunter2' })
  expect(printed).toContain('UNDONGLE_PORT=8080')
  expect(printed).toContain('UNDONGLE_PASSWORD=********')
  expect(printed).toContain('# UNDONGLE_ADDRESS is not set')
  expect(printed).not.toContain('hunter2')
})

function startErrorOf(act: () => unknown): StartError {
  try {
    act()
  } catch (error) {
    if (error instanceof StartError) return error
  }
  return expect.fail('a StartError was expected')
}
