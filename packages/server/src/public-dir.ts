import { fileURLToPath } from 'node:url'

/** The folder of the web page's files. Right from `src/` and from `dist/`, which lie side by side. */
export const publicDir = fileURLToPath(new URL('../public/', import.meta.url))
