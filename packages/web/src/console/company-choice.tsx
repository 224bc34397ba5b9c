import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { type CompanyId, idSchema } from '@undongle/core/id'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../ui/empty.tsx'
import { Section } from '../ui/section.tsx'
import type { Session } from './cloud.tsx'

interface Company {
  readonly id: CompanyId
  readonly name: string
}

interface Props {
  readonly session: Session
  readonly chosen: CompanyId | undefined
  readonly onChoose: (company: CompanyId) => void
  readonly children: (company: Company) => ReactNode
}

/** Shows a page for one company: the only one, or the one chosen. The vendor's staff names any company by its id. */
export function ForCompany({ session, chosen, onChoose, children }: Props) {
  const { t } = useTranslation()
  const own = session.memberships.map(({ company, name }) => ({ id: company, name }))
  const isStaff = session.vendorRole !== undefined
  const company = companyOf(own, chosen, isStaff)
  return (
    <>
      {own.length > 1 && <Switcher companies={own} company={company} onChoose={onChoose} />}
      {isStaff && <StaffChoice onChoose={onChoose} />}
      {company !== undefined ? (
        children(company)
      ) : (
        <Section>
          {own.length === 0 && !isStaff ? (
            <Empty icon="account" title={t('console.noCompany')}>
              {t('console.noCompanySay')}
            </Empty>
          ) : (
            <Empty icon="account" title={t('console.chooseCompany')}>
              {t('console.chooseCompanySay')}
            </Empty>
          )}
        </Section>
      )}
    </>
  )
}

function companyOf(own: readonly Company[], chosen: CompanyId | undefined, isStaff: boolean): Company | undefined {
  const found = own.find((company) => company.id === chosen)
  if (found !== undefined) return found
  if (isStaff && chosen !== undefined) return { id: chosen, name: chosen }
  return own[0]
}

function Switcher({
  companies,
  company,
  onChoose,
}: {
  companies: readonly Company[]
  company: Company | undefined
  onChoose: (company: CompanyId) => void
}) {
  const { t } = useTranslation()
  return (
    <NativeSelect
      label={t('console.company')}
      data={companies.map(({ id, name }) => ({ value: id, label: name }))}
      value={company?.id ?? ''}
      onChange={(event) => {
        const found = companies.find(({ id }) => id === event.currentTarget.value)
        if (found !== undefined) onChoose(found.id)
      }}
      maw={360}
    />
  )
}

function StaffChoice({ onChoose }: { onChoose: (company: CompanyId) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const id = idSchema('company').safeParse(typed.trim())
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (id.success) onChoose(id.data)
      }}
    >
      <Group align="flex-end">
        <TextInput
          label={t('console.companyId')}
          description={t('console.companyIdSay')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          maw={420}
          style={{ flex: 1 }}
        />
        <Button type="submit" disabled={!id.success}>
          {t('console.show')}
        </Button>
      </Group>
    </form>
  )
}
