import type { CompanyId } from '@undongle/core/id'
import { useTranslation } from 'react-i18next'
import { Page } from '../ui/page.tsx'
import type { Session } from './cloud.tsx'
import { ForCompany } from './company-choice.tsx'
import { Licenses } from './licenses.tsx'
import { Transfers } from './transfers.tsx'

interface Props {
  readonly page: 'licensesPage' | 'transfersPage'
  readonly session: Session
  readonly company: CompanyId | undefined
  readonly onCompany: (company: CompanyId) => void
}

/** A page about one company: its licenses, or its transfers. */
export function CompanyPage({ page, session, company, onCompany }: Props) {
  const { t } = useTranslation()
  return (
    <Page title={t(`${page}.title`)} subtitle={t(`${page}.subtitle`)}>
      <ForCompany session={session} chosen={company} onChoose={onCompany}>
        {(shown) =>
          page === 'licensesPage' ? (
            <Licenses key={shown.id} company={shown.id} />
          ) : (
            <Transfers key={shown.id} company={shown.id} />
          )
        }
      </ForCompany>
    </Page>
  )
}
