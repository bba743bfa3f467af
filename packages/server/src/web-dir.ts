import { fileURLToPath } from 'node:url'

/** The folder of the built pages. Right from `src/` and from `dist/`, which lie side by side. */
export const webDir = fileURLToPath(new URL('../dist/web/', import.meta.url))
