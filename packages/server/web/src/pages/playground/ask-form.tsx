import { ActionIcon, Textarea, Tooltip } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconSend, IconStop } from '../../components/icons.js'
import classes from './playground.module.css'
import type { Ask } from './stream-message.js'
import type { Chat } from './use-chat.js'

export type AskOptions = Omit<Ask, 'turns' | 'session'>

/** Where the next question is typed. Enter sends; with shift it is a new line. */
export function AskForm({ chat, options }: { chat: Chat; options: AskOptions }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const canSend = text.trim() !== '' && options.model.trim() !== '' && !chat.isBusy

  const send = () => {
    if (!canSend) return
    setText('')
    void chat.send(text.trim(), options)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a word, Enter chooses it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }

  return (
    <form
      className={classes.ask}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Textarea
        className={classes.askText}
        aria-label={t('playground.question')}
        placeholder={t('playground.placeholder')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        autosize
        minRows={1}
        maxRows={8}
      />
      {chat.isBusy ? (
        <Tooltip label={t('playground.stop')}>
          <ActionIcon
            size={36}
            variant="light"
            color="red"
            aria-label={t('playground.stop')}
            onClick={chat.stop}
          >
            <IconStop size={16} />
          </ActionIcon>
        </Tooltip>
      ) : (
        <ActionIcon
          type="submit"
          size={36}
          variant="filled"
          color="blue"
          disabled={!canSend}
          aria-label={t('playground.send')}
        >
          <IconSend size={16} />
        </ActionIcon>
      )}
    </form>
  )
}
