import { Alert, Button, Group, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type RefObject, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/api-error.js'
import {
  channelsKey,
  createChannel,
  type ListedChannel,
  replaceChannel,
} from '../../api/channels.js'
import { useFailureText } from '../../components/failure-text.js'
import { notifyDone } from '../../components/notify.js'
import { AdvancedFields } from './advanced-fields.js'
import { BasicFields } from './basic-fields.js'
import classes from './channel-editor.module.css'
import { toValues, toWrite } from './channel-form.js'
import { KeyFields } from './key-fields.js'
import { ModelFields } from './model-fields.js'
import { toFormField, useChannelForm } from './use-channel-form.js'

/** The form for a channel. What was typed stays whatever the server says. */
export function ChannelEditor(props: {
  /** Undefined: a channel to come. */
  readonly channel: ListedChannel | undefined
  readonly isDirty: RefObject<boolean>
  readonly onClose: () => void
  readonly onSaved: () => void
  readonly onTest: (id: number) => void
}) {
  const { channel, isDirty, onClose, onSaved, onTest } = props
  const { t } = useTranslation()
  const client = useQueryClient()
  const toText = useFailureText()
  const form = useChannelForm(channel)
  /** The channel as it was when the form was filled with it: what a save replaces. */
  const [base, setBase] = useState(channel)
  const [failure, setFailure] = useState<unknown>(null)
  const [busy, setBusy] = useState<'save' | 'test' | null>(null)
  const isChanged = form.isDirty()

  const load = (from: ListedChannel | undefined) => {
    form.setInitialValues(toValues(from))
    form.reset()
    setBase(from)
    setFailure(null)
  }
  useEffect(() => {
    isDirty.current = isChanged
    return () => {
      isDirty.current = false
    }
  }, [isChanged, isDirty])

  const save = async (then: 'save' | 'test', version = base?.version ?? 0) => {
    if (form.validate().hasErrors) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-error]')?.focus())
      return
    }
    setBusy(then)
    setFailure(null)
    try {
      const write = toWrite(form.getValues())
      const saved = base
        ? await replaceChannel(base.id, write, version)
        : await createChannel(write)
      await client.invalidateQueries({ queryKey: channelsKey })
      isDirty.current = false
      notifyDone(t(base ? 'form.saved' : 'form.created', { name: saved.name }))
      if (then === 'test') onTest(saved.id)
      else onSaved()
    } catch (error) {
      const field = error instanceof ApiError && error.field ? toFormField(error.field) : undefined
      if (field) form.setFieldError(field, toText(error))
      // What is overwritten then is what there is now, and not what there was.
      if (isConflict(error)) await client.refetchQueries({ queryKey: channelsKey })
      setFailure(error)
      setBusy(null)
    }
  }

  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save('save')
      }}
    >
      <Stack gap="lg">
        <BasicFields form={form} id={base?.id} />
        <KeyFields form={form} />
        <ModelFields form={form} channel={base} />
        <AdvancedFields form={form} />
      </Stack>
      <div className={classes.foot}>
        {failure !== null && (
          <Alert color="red" role="alert" mb="xs" title={t('form.notSaved')}>
            {toText(failure)}
            {isConflict(failure) && (
              <Group gap="xs" mt="xs">
                <Button variant="default" onClick={() => load(channel)}>
                  {t('form.takeTheirs')}
                </Button>
                <Button
                  variant="light"
                  color="red"
                  onClick={() => void save('save', channel?.version)}
                >
                  {t('form.takeMine')}
                </Button>
              </Group>
            )}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            variant="light"
            loading={busy === 'test'}
            disabled={busy === 'save'}
            onClick={() => void save('test')}
          >
            {t('form.saveAndTest')}
          </Button>
          <Button type="submit" loading={busy === 'save'} disabled={busy === 'test'}>
            {t('common.save')}
          </Button>
        </Group>
      </div>
    </form>
  )
}

function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.status === 412
}
