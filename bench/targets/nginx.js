import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { descriptorLimit } from '../lib/descriptors.js'
import { keyOf } from '../wire/identity.js'
import { startProgram } from './node-program.js'

/**
 * nginx as one would set it up before such an API: five upstreams by round robin, kept connections,
 * no buffering of answers, the key swapped. No log, and no failover once the body has been sent.
 *
 * @param {number} [workers]
 * @returns {import('./target.js').Target}
 */
export function createNginx(workers = 1) {
  const { stderr } = spawnSync('nginx', ['-v'], { encoding: 'utf8' })
  const version = /nginx\/([\d.]+)/.exec(stderr ?? '')?.[1]
  return {
    name: workers === 1 ? 'nginx' : `nginx-${workers}`,
    label: workers === 1 ? 'nginx' : `nginx, ${workers} workers`,
    version: `nginx ${version}`,
    rewritesAnswers: false,
    swapsKey: true,
    missing: () =>
      version === undefined ? 'nginx is not installed: apt-get install nginx-light' : undefined,
    start: (surroundings) =>
      startProgram({
        surroundings,
        name: 'nginx',
        command: (port) => {
          const file = `${surroundings.folder}/nginx.conf`
          mkdirSync(`${surroundings.folder}/temp`)
          writeFileSync(file, toConfig({ ...surroundings, port, workers }))
          return ['nginx', '-p', surroundings.folder, '-c', file]
        },
      }),
  }
}

/** @param {{ folder: string, upstreams: string[], port: number, workers: number }} options */
function toConfig({ folder, upstreams, port, workers }) {
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes ${workers};
worker_rlimit_nofile ${descriptorLimit()};
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 65536; }
http {
  access_log off;
${temp.map((name) => `  ${name}_temp_path ${folder}/temp/${name};`).join('\n')}
  client_max_body_size 32m;
  client_body_buffer_size 256k;
  keepalive_requests 1000000000;
  upstream channels {
${upstreams.map((url) => `    server ${new URL(url).host} max_fails=0;`).join('\n')}
    keepalive 2048;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      proxy_pass http://channels;
      proxy_http_version 1.1;
      proxy_buffering off;
      proxy_next_upstream off;
      proxy_read_timeout 600s;
      proxy_set_header Connection "";
      proxy_set_header Authorization "";
      proxy_set_header x-api-key ${keyOf(0)};
    }
  }
}
`
}
