import type { Catalogue } from '../en/index.js'
import capture from './capture.json'
import channels from './channels.json'
import logs from './logs.json'
import overview from './overview.json'
import settings from './settings.json'
import shell from './shell.json'
import stats from './stats.json'

/** All words of the pages. A test holds the names to those of English. */
export const catalogue = {
  ...shell,
  ...channels,
  ...overview,
  ...logs,
  ...stats,
  ...settings,
  ...capture,
} as unknown as Catalogue
