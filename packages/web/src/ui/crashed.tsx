import { useTranslation } from 'react-i18next'
import { Page } from './page.tsx'
import { Problem } from './problem.tsx'

/** What a page's own fault looks like: the frame and the menu stay. */
export function Crashed({ error }: { error: unknown }) {
  const { t } = useTranslation()
  return (
    <Page title={t('trouble.crashed')} subtitle={t('trouble.crashedNext')}>
      <Problem error={error} />
    </Page>
  )
}
