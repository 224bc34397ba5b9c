import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { localApi } from '@undongle/core/api/local'
import { makeId, type TransferId } from '@undongle/core/id'
import { useState } from 'react'
import type { z } from 'zod'
import { codeOf } from '../../api/trouble.ts'
import { useLocal } from '../local.tsx'

type TransferWish = z.input<(typeof localApi)['transfer.put']['body']>

interface Told {
  readonly onStarted: (transfer: TransferId) => void
  readonly onPlanChanged: () => void
}

/** Starts a transfer. Its id is made once for this plan, so a double click or a repeat after a lost answer is the same transfer. */
export function useStartTransfer({ onStarted, onPlanChanged }: Told) {
  const local = useLocal()
  const queries = useQueryClient()
  const [transfer, setTransfer] = useState(newTransferId)
  return useMutation({
    mutationFn: (wish: TransferWish) => local('transfer.put', { parameters: { transfer }, body: wish }),
    onSuccess: (started) => {
      queries.setQueryData(['transfer', started.id], started)
      onStarted(started.id)
    },
    onError: (error) => {
      if (codeOf(error) === 'plan-changed') onPlanChanged()
      if (codeOf(error) === 'transfer-id-reused') setTransfer(newTransferId())
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['status'] }),
  })
}

const newTransferId = (): TransferId =>
  makeId('transfer', new Date(), (sizeBytes) => crypto.getRandomValues(new Uint8Array(sizeBytes)))
