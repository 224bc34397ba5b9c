import { useQuery } from '@tanstack/react-query'
import { useLocal } from '../local.tsx'
import { seldomMs } from '../queries.ts'

export const courierKey = ['courier']

/** What waits to be carried; asked for now and then, since it is put down by what runs in the background. */
export function useCourier() {
  const local = useLocal()
  return useQuery({ queryKey: courierKey, queryFn: () => local('courier.read'), refetchInterval: seldomMs / 4 })
}
