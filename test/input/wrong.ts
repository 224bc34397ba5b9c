/** Words that a field may hold by mistake or by malice: each is wrong for every field of the corpus that takes it. */
export const wrongIds = [
  '',
  ' ',
  'lic_1',
  'LIC_01KJMMMRC03ECJ2D1G0000000Z',
  '../../etc/passwd',
  '1; drop table license',
  null,
  7,
  {},
  [],
]
export const wrongQuantities = [0, -1, 1.5, 1_000_001, '1', '', null, 'NaN', [], Number.MAX_SAFE_INTEGER]
export const wrongDays = [
  '2027-02-30',
  '2027-13-01',
  '27-01-01',
  '01.02.2027',
  '',
  'tomorrow',
  '2027-01-01T00:00:00Z',
  20270101,
  null,
  '0000-00-00',
]
export const wrongNames = ['', 'x'.repeat(201), null, 5, {}, ['a'], true]
export const wrongSerials = ['', 'a b', 'a\nb', 'x'.repeat(65), 'ä', 0, {}, [], '\u0000', '\u202Eabc']
export const wrongCodes = ['', 'Clinic', 'a b', '-a', 'x'.repeat(65), '../x', null, 3, {}]
export const wrongEmails = ['', 'ada', 'ada@', '@x.example', 'a b@x.example', `${'x'.repeat(250)}@x.example`, null, 1]
export const wrongKinds = ['', 'gift', 'COMMERCIAL', null, 1, {}]
export const wrongVersions = ['', '3.', 'v3', '3.0.0.0.0', '-1', 3, null, '123456']

/** Cells of a table, by column: all of them are text there. */
export const wrongCells: Readonly<Record<string, readonly string[]>> = {
  company: ['', 'com_1', 'COM_01KJMMMRC03ECJ2D1G0000000Z', '10023', '=1+1'],
  contract: ['', 'C 1', 'x'.repeat(65), 'Ä-1'],
  kind: ['', 'gift', 'Commercial', '0'],
  license: ['', 'lic_1', 'lic_', 'com_01kjmmmrc03ecj2d1g0000000z'],
  product: ['', 'Clinic Scan', '-x', 'x'.repeat(65)],
  generation: ['', '3.', 'three', '3,0'],
  quantity: ['', '0', '-1', '1.5', 'one', '1e3', '1000001', '０'],
  until: ['2027-02-30', '01.02.2027', 'never', '2027', '2027-1-1'],
  dongle: ['a b', 'x'.repeat(65), 'é'],
  users: ['ada', 'ada@', 'ada@x'],
  reseller: ['North', 'rsl_1'],
  ended_on: ['2027-02-30', 'soon'],
}

/** Whole bodies that are no table. */
export const wrongTables = [
  '',
  '\n\n',
  '\u0000',
  'company',
  'company,company\n',
  'company;contract;kind\n1;2;3\n',
  '"company\n',
  '{"record":"company"}\n',
  '<html></html>',
  'company,contract,kind,license,product,generation\n',
]

/** Lines of newline-delimited JSON. */
export const wrongLines = [
  '{',
  'null',
  '[]',
  '7',
  '"text"',
  '{}',
  '{"record":"planet"}',
  '{"record":null}',
  '{"record":"company","id":"x","name":"y"}',
  '{"record":"company","id":"com_01kjmmmrc03ecj2d1g0000000z"}',
  '{"record":"company","id":"com_01kjmmmrc03ecj2d1g0000000z","name":"x","__proto__":{"a":1}}',
  '{"record":"person","company":"com_01kjmmmrc03ecj2d1g0000000z","email":"a@b.example","name":"A","role":"vendor-operator"}',
  '{"record":"dongle","serial":"a b","company":null}',
  '{"record":"reseller","id":"rsl_1","name":"N","email":"x"}',
]

/** Addresses that lead nowhere, each with its method. */
export const wrongAddresses: readonly (readonly [string, string])[] = [
  ['GET', '/v1/imports/x'],
  ['GET', '/v1/imports/imp_01kjmmmrc03ecj2d1g0000000z'],
  ['GET', '/v1/imports/imp_01kjmmmrc03ecj2d1g0000000z/difference'],
  ['GET', '/v1/imports/imp_01kjmmmrc03ecj2d1g0000000z/difference?companies=0'],
  ['GET', '/v1/imports/..%2f..%2fetc/difference'],
  ['GET', '/v1/resellers/x/customers'],
  ['GET', '/v1/resellers?limit=0'],
  ['GET', '/v1/resellers?limit=201'],
  ['GET', '/v1/resellers?limit=1&limit=2'],
  ['GET', '/v1/moved?limit=0'],
  ['GET', '/v1/moved?limit=9999'],
  ['GET', '/v1/moved?after=x'],
  ['GET', `/v1/moved?after=${'x'.repeat(101)}`],
  ['GET', '/v1/moved?color=red'],
  ['GET', '/v1/licenses?company=x'],
  ['GET', '/v1/licenses?company=com_1&company=com_2'],
  ['GET', '/v1/%00'],
  ['GET', '/v1/import-sources/sap'],
  ['POST', '/v1/imports/x/apply'],
  ['DELETE', '/v1/moved'],
]
