import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocal } from '../local.tsx'

/** Signs out, or drops a code that is waiting. */
export function useSignOut() {
  const local = useLocal()
  const queries = useQueryClient()
  return useMutation({ mutationFn: () => local('sign-in.end'), onSettled: () => queries.invalidateQueries() })
}
