import {
  Badge,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  parseThemeColor,
  type VariantColorsResolver,
} from '@mantine/core'

// The library's own light fills, dimmed text and error text miss the contrast of WCAG 2.2 AA; what is changed here makes every page pass.

const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input)
  if (input.variant !== 'light') return colors
  const { isThemeColor, color } = parseThemeColor({
    color: input.color ?? input.theme.primaryColor,
    theme: input.theme,
  })
  if (!isThemeColor) return colors
  return {
    ...colors,
    color: `light-dark(color-mix(in srgb, var(--mantine-color-${color}-9) 55%, black), var(--mantine-color-${color}-1))`,
  }
}

export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: 8,
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  variantColorResolver,
  headings: { fontWeight: '650' },
  components: {
    // A badge says something, so it is never cut short: it wraps.
    Badge: Badge.extend({
      defaultProps: { tt: 'none', variant: 'light', radius: 'sm' },
      styles: { root: { height: 'auto', paddingBlock: 2 }, label: { whiteSpace: 'normal', overflow: 'visible' } },
    }),
  },
})

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#495057',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-placeholder': '#5c636a',
    '--undongle-page': '#f6f8fa',
  },
  dark: {
    '--mantine-color-dimmed': '#b8bcc2',
    '--mantine-color-error': '#ffa8a8',
    '--mantine-color-placeholder': '#a6abb1',
    '--undongle-page': '#1a1b1e',
  },
})
