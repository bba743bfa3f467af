#!/usr/bin/env node
import { HELP, readCommand, UsageError } from './testing/cli/cli-options.js'
import { runCommand } from './testing/cli/run-command.js'

try {
  const command = readCommand(process.argv.slice(2))
  const exitCode = await runCommand(command, (text) => process.stdout.write(text))
  if (exitCode !== undefined) process.exitCode = exitCode
} catch (cause) {
  const message = cause instanceof Error ? cause.message : String(cause)
  process.stderr.write(`${message}\n${cause instanceof UsageError ? `\n${HELP}` : ''}`)
  process.exitCode = 2
}
