import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CompanyId } from '@undongle/core/id'
import { logoAddress } from '@undongle/core/vendor/logo'
import { codeOf } from '../api/trouble.ts'
import { type Session, useCloud } from './cloud.tsx'

const seldomMs = 60_000

/** Who is signed in; null is nobody. */
export function useSession() {
  const cloud = useCloud()
  return useQuery({
    queryKey: ['session'],
    queryFn: () =>
      cloud('session.read').catch((error: unknown) => {
        if (codeOf(error) === 'not-signed-in') return null
        throw error
      }),
    refetchInterval: seldomMs,
  })
}

/** Takes over a session that was just begun, or its end: nothing that another person saw stays on the page. */
export function useEnterSession() {
  const queries = useQueryClient()
  return (session: Session | null) => {
    queries.setQueryData(['session'], session)
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
  }
}

export function useSignOut() {
  const cloud = useCloud()
  const enter = useEnterSession()
  return useMutation({ mutationFn: () => cloud('session.end'), onSuccess: () => enter(null) })
}

export function useLines() {
  const cloud = useCloud()
  return useQuery({ queryKey: ['lines'], queryFn: () => cloud('line.list') })
}

export function useLicenses(company: CompanyId) {
  const cloud = useCloud()
  return useInfiniteQuery({
    queryKey: ['licenses', company],
    queryFn: ({ pageParam }) => cloud('license.list', { query: { company, ...pageOf(pageParam) } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

export function useTransfers(company: CompanyId) {
  const cloud = useCloud()
  return useInfiniteQuery({
    queryKey: ['transfers', company],
    queryFn: ({ pageParam }) => cloud('transfer.list', { query: { company, ...pageOf(pageParam) } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

const pageOf = (after: string | null) => (after === null ? {} : { after })

/** @returns the address of the vendor's logo by its hash; undefined while there is none */
export function useLogo(hash: string | null): string | undefined {
  const cloud = useCloud()
  const { data } = useQuery({
    queryKey: ['logo', hash],
    queryFn: () => cloud('vendor-logo.read'),
    enabled: hash !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return hash === null || data === undefined ? undefined : logoAddress(data)
}
