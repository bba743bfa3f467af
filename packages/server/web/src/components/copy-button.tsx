import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { copyText } from '../lib/copy-text.js'
import { IconCheck, IconCopy } from './icons.js'
import { notifyFailure } from './notify.js'

/** Copies a text, and says so on itself. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation()
  const [isDone, setDone] = useState(false)
  useEffect(() => {
    if (!isDone) return
    const timer = setTimeout(() => setDone(false), 2000)
    return () => clearTimeout(timer)
  }, [isDone])
  const copy = async () => {
    if (await copyText(text)) setDone(true)
    else notifyFailure(t('copy.failed'), t('copy.failedHelp'))
  }
  return (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={isDone ? <IconCheck size={14} /> : <IconCopy size={14} />}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{isDone ? t('copy.done') : (label ?? t('copy.copy'))}</span>
    </Button>
  )
}
