import type { Command } from 'commander'
import type { Surroundings } from '../command/surroundings.ts'
import { addWaveChanges } from './changes.ts'
import { addWaveFunnel } from './funnel.ts'
import { addWaveList } from './list.ts'
import { addWaveMembers } from './members.ts'
import { addWaveNominate } from './nominate.ts'
import { addWavePause, addWaveResume } from './pause.ts'
import { addWavePut } from './put.ts'
import { addWaveRelease } from './release.ts'

export function addWaveCommands(program: Command, around: Surroundings): void {
  const wave = program.command('wave').description('the roll-out of a product line, for the vendor’s operator')
  addWaveList(wave, around)
  addWavePut(wave, around)
  addWaveMembers(wave, around)
  addWaveRelease(wave, around)
  addWavePause(wave, around)
  addWaveResume(wave, around)
  addWaveChanges(wave, around)
  addWaveFunnel(wave, around)
  addWaveNominate(wave, around)
}
