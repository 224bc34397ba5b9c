import type { Command } from 'commander'
import type { Surroundings } from '../command/surroundings.ts'
import { addCertificateGet } from './get.ts'
import { addCertificateVerify } from './verify.ts'

export function addCertificateCommands(program: Command, around: Surroundings): void {
  const certificate = program.command('certificate').description('the proof of a transfer')
  addCertificateGet(certificate, around)
  addCertificateVerify(certificate, around)
}
