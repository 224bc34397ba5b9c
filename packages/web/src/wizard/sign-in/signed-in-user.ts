import type { Status } from '@undongle/core/api/local/status'

/** The e-mail address of who is signed in: the target username of a transfer unless another is chosen [Q20]. */
export const signedInUser = (status: Status | undefined): string | null =>
  status?.signIn.state === 'signed-in' ? status.signIn.user.email : null
