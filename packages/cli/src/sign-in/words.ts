import type { SignInState } from '@undongle/core/api/local/sign-in'

export function signInText(signIn: SignInState): string {
  switch (signIn.state) {
    case 'signed-out':
      return 'signed out'
    case 'waiting':
      return `waiting for the code ${signIn.userCode} at ${signIn.verificationUri}`
    case 'denied':
      return 'denied'
    case 'expired':
      return 'the code has expired'
    case 'signed-in':
      return `${signIn.user.email} of ${signIn.company.name}, since ${signIn.since}`
  }
}
