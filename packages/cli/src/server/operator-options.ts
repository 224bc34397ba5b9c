import type { Command } from 'commander'

/** How every command of the vendor's operator is told who that is. */
export const addOperatorOptions = (command: Command): Command =>
  command
    .option('--email <address>', 'the vendor’s operator')
    .option(
      '--password-file <file>',
      'file with the operator’s password; - reads what is piped in; without it, it is asked for',
    )
    .option('--cloud <address>', 'address of the license cloud')

export interface CompanyOption {
  readonly company?: string
}

/** For commands about one company: whoever belongs to one alone need not name it. */
export const addCompanyOption = (command: Command): Command =>
  addOperatorOptions(command).option('--company <company>', 'for whoever belongs to several, and for the vendor')

/** The company as a query names it. */
export const companyIn = ({ company }: CompanyOption): { company?: string } =>
  company === undefined ? {} : { company }
