# The server in a container: docs/deployment.md says how to use it.

# Builds what runs. Install scripts are left out: nothing here needs a compiled addon.
FROM node:24-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages/core/package.json packages/core/
COPY packages/adapter-express/package.json packages/adapter-express/
COPY packages/adapter-koa/package.json packages/adapter-koa/
COPY packages/server/package.json packages/server/
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

# Only what the server needs at run time, its one addon compiled where no prebuilt one is to be had.
FROM node:24-bookworm AS packages
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages/core/package.json packages/core/
COPY packages/adapter-express/package.json packages/adapter-express/
COPY packages/adapter-koa/package.json packages/adapter-koa/
COPY packages/server/package.json packages/server/
RUN npm ci --omit=dev --ignore-scripts --workspace @ccload/core --workspace @ccload/server \
  && npm rebuild better-sqlite3 \
  && rm -rf node_modules/better-sqlite3/deps node_modules/better-sqlite3/build/Release/obj

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=packages /app ./
COPY --from=build /app/packages/core/dist packages/core/dist
COPY --from=build /app/packages/server/dist packages/server/dist
RUN install -d -o 1000 -g 1000 -m 700 /var/lib/ccload/data
# Numbers, so that Kubernetes can tell that it is not root.
USER 1000:1000
# The defaults, data/ccload.db and data/, are below this folder.
WORKDIR /var/lib/ccload
VOLUME /var/lib/ccload/data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8080}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/packages/server/dist/cli.js"]
