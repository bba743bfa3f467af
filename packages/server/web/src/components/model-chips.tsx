import { HoverCard, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './model-chips.module.css'

/** Model names, the first ones at once and all of them on pointing at the rest. */
export function ModelChips({ models, shown = 2 }: { models: readonly string[]; shown?: number }) {
  const { t } = useTranslation()
  const rest = models.length - shown
  return (
    <div className={classes.chips}>
      {models.slice(0, shown).map((model) => (
        <code key={model} className={classes.chip} title={model}>
          {model}
        </code>
      ))}
      {rest > 0 && (
        <HoverCard width={300} position="bottom-start" openDelay={150}>
          <HoverCard.Target>
            <button
              type="button"
              className={classes.more}
              aria-label={t('channels.moreModels', { count: rest })}
            >
              +{rest}
            </button>
          </HoverCard.Target>
          <HoverCard.Dropdown mah={320} style={{ overflow: 'auto' }}>
            {models.map((model) => (
              <Text key={model} size="xs" ff="monospace">
                {model}
              </Text>
            ))}
          </HoverCard.Dropdown>
        </HoverCard>
      )}
    </div>
  )
}
