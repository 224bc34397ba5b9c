import { Alert, type AlertProps } from '@mantine/core'
import { Icon, type IconName } from './icons.tsx'

const looks = {
  good: { color: 'green', icon: 'pass' },
  warning: { color: 'yellow', icon: 'warning' },
  bad: { color: 'red', icon: 'fail' },
  plain: { color: 'blue', icon: 'unknown' },
} as const satisfies Record<string, { color: string; icon: IconName }>
export type Mood = keyof typeof looks

/** A box that says one thing: what is the case, and below it what to do. */
export function Notice({ mood, ...props }: { mood: Mood } & Omit<AlertProps, 'color' | 'icon' | 'variant'>) {
  const { color, icon } = looks[mood]
  return <Alert variant="light" color={color} icon={<Icon name={icon} />} role="group" {...props} />
}
