import { z } from 'zod'
import { idSchema } from '../id.ts'
import {
  approveDeviceRequestSchema,
  decidedReplySchema,
  deviceGrantPaths,
  deviceRequestReplySchema,
} from './device-grant.ts'
import {
  licenseServerPaths,
  refreshReplySchema,
  refreshRequestSchema,
  registerLicenseServerReplySchema,
  registerLicenseServerRequestSchema,
} from './license-server.ts'
import type { Operation } from './operation.ts'
import {
  sessionReplySchema,
  setUpRequestSchema,
  signedOutReplySchema,
  signInPaths,
  signInRequestSchema,
} from './sign-in.ts'

const userCodeParameter = z.strictObject({ userCode: z.string().max(20) })
const licenseServerParameter = z.strictObject({ licenseServer: idSchema('licenseServer') })

/**
 * The cloud's calls that make somebody known to it. They decide by password, link, code or key who asks, so they stand beside the table of
 * permissions, not in it. The device grant's own two endpoints are forms (RFC 8628) and are named by their metadata.
 */
export const authApi = {
  'session.start': {
    method: 'post',
    path: signInPaths.session,
    summary: 'Sign a person in: sets the session cookie',
    body: signInRequestSchema,
    answer: sessionReplySchema,
    problems: ['origin-refused', 'request-invalid', 'sign-in-refused', 'sign-in-slowed'],
  },
  'session.read': {
    method: 'get',
    path: signInPaths.session,
    summary: 'Who is signed in, and in which companies',
    answer: sessionReplySchema,
    problems: ['not-signed-in'],
  },
  'session.end': {
    method: 'delete',
    path: signInPaths.session,
    summary: 'Sign out',
    answer: signedOutReplySchema,
    problems: ['origin-refused'],
  },
  'password.set': {
    method: 'post',
    path: signInPaths.setUp,
    summary: 'Use a one-time set-up link: sets the password and signs in',
    body: setUpRequestSchema,
    answer: sessionReplySchema,
    problems: ['origin-refused', 'request-invalid', 'set-up-link-refused'],
  },
  'device-request.read': {
    method: 'get',
    path: deviceGrantPaths.request,
    summary: 'Which machine asks with this code, and for which companies it can be approved',
    parameters: userCodeParameter,
    answer: deviceRequestReplySchema,
    problems: ['not-signed-in', 'device-code-unknown', 'device-code-decided', 'rate-limited'],
  },
  'device-request.approve': {
    method: 'post',
    path: deviceGrantPaths.approve,
    summary: 'Let the machine act for a company',
    parameters: userCodeParameter,
    body: approveDeviceRequestSchema,
    answer: decidedReplySchema,
    problems: [
      'not-signed-in',
      'not-allowed',
      'origin-refused',
      'device-code-unknown',
      'device-code-decided',
      'rate-limited',
    ],
  },
  'device-request.deny': {
    method: 'post',
    path: deviceGrantPaths.deny,
    summary: 'Send the machine away',
    parameters: userCodeParameter,
    answer: decidedReplySchema,
    problems: ['not-signed-in', 'origin-refused', 'device-code-unknown', 'device-code-decided', 'rate-limited'],
  },
  'license-server.register': {
    method: 'post',
    path: licenseServerPaths.register,
    summary: 'Make a License Server known by its own key, with a person’s approval as the bearer token',
    body: registerLicenseServerRequestSchema,
    answer: registerLicenseServerReplySchema,
    problems: ['not-signed-in', 'not-allowed', 'request-invalid', 'proof-refused', 'machine-revoked'],
  },
  'license-server.refresh': {
    method: 'post',
    path: licenseServerPaths.tokens,
    summary: 'Get the next refresh token and an access token; the same attempt again gets the same refresh token',
    parameters: licenseServerParameter,
    body: refreshRequestSchema,
    answer: refreshReplySchema,
    problems: ['request-invalid', 'machine-unknown', 'machine-revoked', 'proof-refused'],
  },
} as const satisfies Record<string, Operation>
