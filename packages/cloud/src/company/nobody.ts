import type { CompanyId } from '@undongle/core/id'

/** No company has this id: a transaction in its name sees nobody's licenses, and what belongs to the whole deployment. */
export const nobody: CompanyId = 'com_00000000000000000000000000'
