import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { menu } from './menu.js'

const exists = (page) =>
  existsSync(fileURLToPath(new URL(`../pages/${page || 'index'}.md`, import.meta.url)))

// biome-ignore lint/style/noDefaultExport: VitePress asks for it.
export default defineConfig({
  title: 'ccload',
  description: 'A transparent, load-balancing proxy for the Claude Code API',
  srcDir: 'pages',
  outDir: 'dist',
  cleanUrls: true,
  lastUpdated: false,
  themeConfig: {
    nav: [
      { text: 'Guides', link: '/' },
      // Made by typedoc, beside VitePress: the page is outside of its router.
      { text: 'API', link: '/api/index.html', target: '_self' },
      { text: '简体中文', link: '/zh-CN' },
    ],
    sidebar: menu.map(({ text, items }) => ({
      text,
      items: items
        .filter(([, page]) => exists(page))
        .map(([label, page]) => ({ text: label, link: `/${page}` })),
    })),
    search: { provider: 'local' },
    outline: [2, 3],
  },
})
