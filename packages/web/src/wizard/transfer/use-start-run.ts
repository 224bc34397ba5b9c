import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { localApi } from '@undongle/core/api/local'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { makeId, type TransferId } from '@undongle/core/id'
import { useRef, useState } from 'react'
import type { z } from 'zod'
import { codeOf } from '../../api/trouble.ts'
import { useLocal } from '../local.tsx'

type TransferWish = z.input<(typeof localApi)['transfer.put']['body']>

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
  const start = async (wish: TransferWish): Promise<LocalTransfer> => {
    const transfer = ids.current.get(wish.dongle) ?? newTransferId()
    ids.current.set(wish.dongle, transfer)
    setRefusedAt(wish.dongle)
    const started = await local('transfer.put', { parameters: { transfer }, body: wish })
    queries.setQueryData(['transfer', started.id], started)
    return started
  }
  const mutation = useMutation({
    mutationFn: async ([first, ...beside]: readonly [TransferWish, ...TransferWish[]]) => {
      const begun = await start(first)
      for (const wish of beside) await start(wish)
      return begun
    },
    onSuccess: ({ id }) => onStarted(id),
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
