import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { TransferId } from '@undongle/core/id'
import { useEffect, useState } from 'react'
import { openTransferEvents, useLocal } from '../local.tsx'
import { followTransfer } from './follow.ts'

const pollMs = 2000

/** One transfer, followed live; while the stream is down it is polled instead. */
export function useTransfer(id: TransferId) {
  const local = useLocal()
  const queries = useQueryClient()
  const [isLive, setLive] = useState(false)
  const query = useQuery({
    queryKey: ['transfer', id],
    queryFn: () => local('transfer.read', { parameters: { transfer: id } }),
    refetchInterval: ({ state }) => (isLive || state.data?.state === 'finished' ? false : pollMs),
  })
  const isOpen = query.data !== undefined && query.data.state !== 'finished'
  useEffect(() => {
    if (!isOpen) return
    return followTransfer(() => openTransferEvents(id), {
      onEvent: ({ transfer }) => queries.setQueryData(['transfer', id], transfer),
      onLive: setLive,
    })
  }, [id, isOpen, queries])
  return { query, isLive }
}
