/** The site's menu: pages by name, without the ones that do not exist. */
export const menu = [
  {
    text: 'Start',
    items: [
      ['What it is', ''],
      ['Claude Code', 'claude-code'],
      ['Comparison', 'comparison'],
      ['Coming from ccLoad', 'migrating-from-ccload'],
    ],
  },
  {
    text: 'Run the server',
    items: [
      ['Server and admin API', 'server'],
      ['Settings', 'settings'],
      ['Deployment', 'deployment'],
      ['Operations', 'operations'],
      ['Monitoring', 'monitoring'],
      ['Debug captures', 'debug-capture'],
      ['Storage', 'storage'],
      ['Scale', 'scale'],
      ['Security', 'security'],
    ],
  },
  {
    text: 'Understand',
    items: [
      ['Routing', 'routing'],
      ['Performance', 'performance'],
      ['Conformance', 'conformance'],
      ['Security promises', 'security-promises'],
    ],
  },
  {
    text: 'Build on it',
    items: [
      ['Embedding', 'embedding'],
      ['Architecture', 'architecture'],
      ['Contributing', 'contributing'],
    ],
  },
]
