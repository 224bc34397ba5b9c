import { Group, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'

interface Props {
  readonly title: string
  /** What the page does, in a sentence [Q80]. */
  readonly subtitle: string
  /** What the browser's tab says in front of the title, such as a percentage. */
  readonly tab?: string
  readonly action?: ReactNode
  readonly children: ReactNode
}

/** A page: one heading, which takes the focus when the page is opened, so that a screen reader begins there. */
export function Page({ title, subtitle, tab, action, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  useEffect(() => {
    document.title = [tab, title].filter(Boolean).join(' · ')
  }, [tab, title])
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={1} size="h2" ref={heading} tabIndex={-1} className="breakable">
            {title}
          </Title>
          <Text c="dimmed">{subtitle}</Text>
        </div>
        {action}
      </Group>
      {children}
    </Stack>
  )
}
