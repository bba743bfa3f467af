import capture from './capture.json'
import channels from './channels.json'
import logs from './logs.json'
import overview from './overview.json'
import settings from './settings.json'
import shell from './shell.json'
import stats from './stats.json'

/** All words of the pages. */
export const catalogue = {
  ...shell,
  ...channels,
  ...overview,
  ...logs,
  ...stats,
  ...settings,
  ...capture,
}

/** What every language has to have: the plural forms are those of each language. */
export type Catalogue = typeof catalogue
