import { queryOptions, useQueries, useQuery } from '@tanstack/react-query'
import type { TransferId } from '@undongle/core/id'
import { logoAddress } from '@undongle/core/vendor/logo'
import { codeOf } from '../api/trouble.ts'
import { type Local, useLocal } from './local.tsx'

// What the pages ask again and again. The License Server is on this machine: asking often is cheap, and what is shown is true.

const oftenMs = 2000
/** For what the License Server has to ask the cloud. */
export const seldomMs = 10_000

export const statusQuery = (local: Local) =>
  queryOptions({ queryKey: ['status'], queryFn: () => local('status.read'), refetchInterval: oftenMs })

export const useStatus = () => useQuery(statusQuery(useLocal()))

export function useLines() {
  const local = useLocal()
  return useQuery({ queryKey: ['lines'], queryFn: () => local('line.list'), refetchInterval: seldomMs })
}

/** @returns the address of the vendor's logo by its hash; undefined while there is none */
export function useLogo(hash: string | null): string | undefined {
  const local = useLocal()
  const { data } = useQuery({
    queryKey: ['logo', hash],
    queryFn: () => local('vendor-logo.read'),
    enabled: hash !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return hash === null || data === undefined ? undefined : logoAddress(data)
}

/** @returns a product line's name by its code; the code itself while the cloud has not told */
export function useLineName(): (line: string) => string {
  const lines = useLines().data?.lines ?? []
  return (line) => lines.find((candidate) => candidate.id === line)?.name ?? line
}

export function useLicenses() {
  const local = useLocal()
  return useQuery({ queryKey: ['licenses'], queryFn: () => local('license.list'), refetchInterval: oftenMs })
}

/** The dongles plugged in. Switched off is not an error here: then there are none to show. */
export function useDongles() {
  const local = useLocal()
  return useQuery({
    queryKey: ['dongles'],
    queryFn: () =>
      local('dongle.list').catch((error: unknown) => {
        if (codeOf(error) === 'dongle-service-off') return { dongles: [], checkedAt: null }
        throw error
      }),
    refetchInterval: oftenMs,
  })
}

export function useTransfers() {
  const local = useLocal()
  return useQuery({ queryKey: ['transfers'], queryFn: () => local('transfer.list'), refetchInterval: oftenMs })
}

/** One transfer, asked for every few seconds; the page that shows its progress follows it live instead. */
export function useTransferSeldom(transfer: TransferId | undefined) {
  const local = useLocal()
  return useQuery({
    queryKey: ['transfer', transfer],
    queryFn: () => (transfer === undefined ? null : local('transfer.read', { parameters: { transfer } })),
    enabled: transfer !== undefined,
    refetchInterval: oftenMs,
  })
}

export function usePermits() {
  const local = useLocal()
  return useQuery({ queryKey: ['permits'], queryFn: () => local('permit.list'), refetchInterval: oftenMs })
}

/** Lines that have a way back now. Without the dongle service there is none to show. */
export function useSources() {
  const local = useLocal()
  return useQuery({
    queryKey: ['sources'],
    queryFn: () =>
      local('source.list').catch((error: unknown) => {
        if (codeOf(error) === 'dongle-service-off') return { sources: [] }
        throw error
      }),
    refetchInterval: oftenMs,
  })
}

/** The drawer exists on evaluation set-ups only; null says that there is none here. */
export function useDrawer() {
  const local = useLocal()
  return useQuery({
    queryKey: ['drawer'],
    queryFn: () =>
      local('drawer.read').catch((error: unknown) => {
        if (codeOf(error) === 'not-found') return null
        throw error
      }),
    refetchInterval: (query) => (query.state.data === null ? false : oftenMs),
  })
}

interface Wish {
  readonly dongle: string
  readonly line: string
  readonly targetUser: string | null
}

/** The same for the dongles that one confirmation moves besides, asked for once each. */
export function useEligibilities(wishes: readonly Wish[]) {
  const local = useLocal()
  return useQueries({
    queries: wishes.map((wish) => ({
      queryKey: ['eligibility', wish.dongle, wish.line, wish.targetUser, 'still'],
      queryFn: () => local('eligibility.check', { body: wish }),
      ...still,
    })),
    combine: (results) => ({
      isLoading: results.some(({ isPending }) => isPending),
      answers: results.map(({ data }) => data),
      refetch: () => {
        for (const { refetch } of results) void refetch()
      },
    }),
  })
}

/** Asked for anew by each page that is opened, and then left as it is. */
const still = { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, refetchOnWindowFocus: false } as const

/** Every rule and the plan for one dongle and line; changes nothing, so it may be asked as often as wanted. */
export function useEligibility(wish: Wish, { live }: { live: boolean }) {
  const local = useLocal()
  return useQuery({
    queryKey: ['eligibility', wish.dongle, wish.line, wish.targetUser, live ? 'live' : 'still'],
    queryFn: () => local('eligibility.check', { body: wish }),
    enabled: wish.line !== '',
    ...(live ? { refetchInterval: seldomMs, staleTime: 0, refetchOnWindowFocus: true } : still),
    placeholderData: (previous, query) =>
      query?.queryKey[1] === wish.dongle && query.queryKey[2] === wish.line ? previous : undefined,
  })
}
