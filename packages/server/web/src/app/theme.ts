import {
  type CSSVariablesResolver,
  createTheme,
  localStorageColorSchemeManager,
  type MantineColorsTuple,
} from '@mantine/core'

const blue: MantineColorsTuple = [
  '#eef3fd',
  '#dbe5f9',
  '#b5c9f2',
  '#8dabeb',
  '#6a91e5',
  '#4e7ce0',
  '#3f70de',
  '#2f5fd0',
  '#2852b5',
  '#1d4499',
]

const dark: MantineColorsTuple = [
  '#e4e8ee',
  '#c3cbd6',
  '#9aa6b6',
  '#6b7788',
  '#3b4552',
  '#2b333e',
  '#212831',
  '#181d24',
  '#12161c',
  '#0c0f13',
]

const text =
  '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'

/** Calm and dense: small type, thin lines, colour only where it means something. */
export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: { light: 7, dark: 6 },
  colors: { blue, dark },
  fontFamily: text,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  defaultRadius: 'sm',
  radius: { sm: '6px', md: '8px', lg: '12px' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '1.25rem' }, h2: { fontSize: '1rem' }, h3: { fontSize: '0.875rem' } },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false, checkIconPosition: 'right' } },
    Tooltip: {
      defaultProps: {
        withArrow: true,
        openDelay: 200,
        events: { hover: true, focus: true, touch: true },
      },
    },
    Modal: { defaultProps: { centered: true, radius: 'md' } },
    Badge: { defaultProps: { radius: 'sm', tt: 'none', fw: 500 } },
    Skeleton: { defaultProps: { radius: 'sm' } },
  },
})

/** The library's own greys do not reach a contrast of 4.5 on our surfaces. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1a222d',
    '--mantine-color-dimmed': '#556070',
    '--mantine-color-placeholder': '#6a7585',
    '--mantine-color-default-border': '#d5dae1',
    '--mantine-color-error': '#c0272f',
  },
  dark: {
    '--mantine-color-body': '#181d24',
    '--mantine-color-text': '#e4e8ee',
    '--mantine-color-dimmed': '#9aa6b6',
    '--mantine-color-placeholder': '#8490a1',
    '--mantine-color-default-border': '#333c48',
    '--mantine-color-error': '#ff8a8a',
  },
})

/** Shared with `public/color-scheme.js`, which runs before the first paint. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'ccload-color-scheme' })
