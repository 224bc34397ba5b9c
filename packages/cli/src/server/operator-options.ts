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
