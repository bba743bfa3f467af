import classes from './code-block.module.css'
import { CopyButton } from './copy-button.js'

/** A piece of code with a button that copies it. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <figure className={classes.block} aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll by the keyboard. */}
      <pre className={classes.code} tabIndex={0}>
        {code}
      </pre>
      <div className={classes.copy}>
        <CopyButton text={code} />
      </div>
    </figure>
  )
}
