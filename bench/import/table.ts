/** Columns of the table; as the guide names them. */
export const head =
  'company,company_name,company.country,contract,kind,license,product,generation,quantity,until,dongle,price_reference,renewal_reference'

const rowsPerCompany = 10
const rowsPerText = 500

/** Ten licenses a company, five of them on each of two dongles, under one contract; in texts as a connection brings them. */
export function* tableOf(rows: number): Generator<string> {
  let text = `${head}\n`
  for (let row = 0; row < rows; row++) {
    const company = Math.floor(row / rowsPerCompany)
    const cells = [
      `com_0${hex(company)}`,
      `Customer ${company}`,
      company % 3 === 0 ? 'at' : 'de',
      `C-${company}`,
      'commercial',
      `lic_0${hex(row)}`,
      row % 2 === 0 ? 'clinic-scan' : 'clinic-design',
      '3.0',
      '1',
      row % 4 === 0 ? '2031-12-31' : '',
      `D-${Math.floor(row / 5)}`,
      `P-${row}`,
      `R-${row}`,
    ]
    text += `${cells.join(',')}\n`
    if (row % rowsPerText !== 0) continue
    yield text
    text = ''
  }
  yield text
}

/** Hexadecimal digits are digits of our ids. */
const hex = (number: number): string => number.toString(16).padStart(25, '0')
