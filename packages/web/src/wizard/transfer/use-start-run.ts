import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { localApi } from '@undongle/core/api/local'
import { makeId, type TransferId } from '@undongle/core/id'
import { useRef, useState } from 'react'
import type { z } from 'zod'
import { codeOf } from '../../api/trouble.ts'
import { useLocal } from '../local.tsx'

type TransferWish = Omit<z.input<(typeof localApi)['transfer.put']['body']>, 'beside'>

interface Told {
  /** All were begun; this is the one that was asked for. */
  readonly onStarted: (transfer: TransferId) => void
  readonly onPlanChanged: () => void
}

/**
 * Starts what one confirmation moves, a transfer for each dongle. Each has its id made once for this plan, so a double click, or a repeat
 * after a lost answer or a wrong PIN of one of them, begins none a second time.
 */
export function useStartRun({ onStarted, onPlanChanged }: Told) {
  const local = useLocal()
  const queries = useQueryClient()
  const ids = useRef(new Map<string, TransferId>())
  const [refusedAt, setRefusedAt] = useState<string>()
  const idOf = ({ dongle }: TransferWish): TransferId => {
    const id = ids.current.get(dongle) ?? newTransferId()
    ids.current.set(dongle, id)
    return id
  }
  const mutation = useMutation({
    mutationFn: async (wishes: readonly [TransferWish, ...TransferWish[]]): Promise<TransferId> => {
      const run = wishes.map((wish) => ({ wish, transfer: idOf(wish) }))
      for (const { wish, transfer } of run) {
        setRefusedAt(wish.dongle)
        const beside = run.flatMap((other) => (other.transfer === transfer ? [] : [other.transfer]))
        const started = await local('transfer.put', { parameters: { transfer }, body: { ...wish, beside } })
        queries.setQueryData(['transfer', transfer], started)
      }
      return idOf(wishes[0])
    },
    onSuccess: onStarted,
    onError: (error, wishes) => {
      if (codeOf(error) === 'plan-changed') onPlanChanged()
      if (codeOf(error) === 'transfer-id-reused') for (const { dongle } of wishes) ids.current.delete(dongle)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['status'] }),
  })
  const refusedWith = (dongle: string): string | undefined =>
    dongle === refusedAt ? codeOf(mutation.error) : undefined
  return { start: mutation.mutate, isStarting: mutation.isPending, error: mutation.error, refusedWith }
}

const newTransferId = (): TransferId =>
  makeId('transfer', new Date(), (sizeBytes) => crypto.getRandomValues(new Uint8Array(sizeBytes)))
