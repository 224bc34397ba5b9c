import { batchPlanSchema } from '@undongle/core/api/activation'
import { alignmentSchema } from '@undongle/core/api/alignment'
import { caseAnswerSchema, caseSummarySchema } from '@undongle/core/api/case'
import { declarationSchema } from '@undongle/core/api/declaration'
import { problemSchema } from '@undongle/core/api/error'
import { importProgressSchema } from '@undongle/core/api/import'
import { heldLicenseSchema } from '@undongle/core/api/license'
import { machineSchema } from '@undongle/core/api/machine'
import { resultSchema } from '@undongle/core/api/parts'
import { sessionReplySchema } from '@undongle/core/api/sign-in'
import { transferSummarySchema } from '@undongle/core/api/transfer'
import { wavePlanSchema, waveSchema } from '@undongle/core/api/wave'
import { caseFactsSchema } from '@undongle/core/case/case'
import { caseDecisionSchema } from '@undongle/core/case/decision'
import { readableEvidenceSchema, transferEvidenceSchema } from '@undongle/core/dongle/evidence'
import { columnMapSchema } from '@undongle/core/import/column-map'
import { publicKeySchema } from '@undongle/core/key'
import { licenseSchema, productSchema, termSchema } from '@undongle/core/license'
import { meterEntrySchema } from '@undongle/core/meter/entry'
import { transferPolicySchema } from '@undongle/core/policy/policy'
import { eligibilityRuleSchema } from '@undongle/core/policy/rule'
import { resellerSchema } from '@undongle/core/reseller'
import { plannedLicenseSchema, transferPlanSchema } from '@undongle/core/transfer/plan'
import { cohortSchema } from '@undongle/core/wave/cohort'
import type { z } from 'zod'

/** What stands in many operations, by the name that the document gives it once. */
export const namedSchemas: Readonly<Record<string, z.ZodType>> = {
  ActivationBatchPlan: batchPlanSchema,
  Alignment: alignmentSchema,
  CaseAnswer: caseAnswerSchema,
  CaseDecision: caseDecisionSchema,
  CaseFacts: caseFactsSchema,
  CaseSummary: caseSummarySchema,
  Cohort: cohortSchema,
  ColumnMap: columnMapSchema,
  Declaration: declarationSchema,
  EligibilityRule: eligibilityRuleSchema,
  HeldLicense: heldLicenseSchema,
  ImportProgress: importProgressSchema,
  License: licenseSchema,
  Machine: machineSchema,
  MeterEntry: meterEntrySchema,
  PlannedLicense: plannedLicenseSchema,
  Problem: problemSchema,
  Product: productSchema,
  PublicKey: publicKeySchema,
  ReadableEvidence: readableEvidenceSchema,
  Reseller: resellerSchema,
  Result: resultSchema,
  Session: sessionReplySchema,
  Term: termSchema,
  TransferEvidence: transferEvidenceSchema,
  TransferPlan: transferPlanSchema,
  TransferPolicy: transferPolicySchema,
  TransferSummary: transferSummarySchema,
  Wave: waveSchema,
  WavePlan: wavePlanSchema,
}
