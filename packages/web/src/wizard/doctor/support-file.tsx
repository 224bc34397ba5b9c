import { Button, Group, List, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { bundleWords } from '@undongle/core/doctor/bundle'
import { useTranslation } from 'react-i18next'
import { downloadText } from '../../ui/download.ts'
import { Icon } from '../../ui/icons.tsx'
import { Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { useLocal } from '../local.tsx'

const parts = Object.keys(bundleWords) as (keyof typeof bundleWords)[]

/** The file for support: first what is in it, then the button [Q100]. */
export function SupportFile() {
  const { t } = useTranslation()
  const local = useLocal()
  const save = useMutation({
    mutationFn: async () => {
      const bundle = await local('doctor.bundle')
      const name = `undongle-support-${bundle.program.madeAt.slice(0, 10)}.json`
      downloadText(name, JSON.stringify(bundle, null, 2))
      return name
    },
  })
  return (
    <Section title={t('doctorPage.bundle')}>
      <Text>{t('doctorPage.bundleSay')}</Text>
      <List size="sm" spacing={4}>
        {parts.map((part) => (
          <List.Item key={part}>{t(`bundle.${part}`)}</List.Item>
        ))}
      </List>
      {save.isError && <Problem error={save.error} />}
      <Group>
        <Button
          variant="default"
          leftSection={<Icon name="download" size={16} />}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          {t('doctorPage.save')}
        </Button>
        {save.isSuccess && (
          <Text size="sm" role="status" className="breakable">
            {t('doctorPage.saved', { name: save.data })}
          </Text>
        )}
      </Group>
    </Section>
  )
}
