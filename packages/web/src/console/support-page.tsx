import { useTranslation } from 'react-i18next'
import { LineSupport } from '../ui/line-support.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { useLines, useSession } from './queries.ts'

/** Support, for everybody who can open this page: no sign-in is needed [Q48]. */
export function SupportPage() {
  const { t } = useTranslation()
  const session = useSession().data ?? null
  const facts =
    session === null
      ? []
      : [
          [t('access.email'), session.user.email] as const,
          ...session.memberships.map(({ company, name }) => [t('console.company'), `${name} (${company})`] as const),
        ]
  return (
    <Page title={t('support.title')} subtitle={t('support.subtitle')}>
      <Loaded query={useLines()}>
        {({ lines }) => lines.map((line) => <LineSupport key={line.id} line={line} facts={facts} topic="" />)}
      </Loaded>
    </Page>
  )
}
