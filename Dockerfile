# The image of Countersign: one program, server.ts, in every role. `npm run image` plays this file without Docker.

# What runs in production, and nothing else. PostgreSQL and Node of npm are optional packages: an image has a database
# elsewhere, and its Node is copied below.
FROM node:24-trixie-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY extensions/web-pixel/package.json extensions/web-pixel/
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional --ignore-scripts --workspaces=false
# Types and maps are for people; of Prisma's query compilers the generated client loads one.
RUN find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete
RUN find node_modules/@prisma/client/runtime -type f -name 'query_compiler_*' ! -name '*_fast_bg.postgresql.*' -delete
RUN mkdir state

# The database client, the server's bundle and the browser's files, made by the tools that the lockfile names.
FROM node:24-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY extensions/web-pixel/package.json extensions/web-pixel/
RUN --mount=type=cache,target=/root/.npm npm ci
COPY . .
RUN npm run build

# glibc and libstdc++, which Node needs; no shell, no package manager.
FROM gcr.io/distroless/cc-debian13:nonroot
LABEL org.opencontainers.image.title="Countersign"
LABEL org.opencontainers.image.description="Signs every Shopify order twice, so that Meta counts it once and loses none."
LABEL org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
ENV PATH=/usr/local/bin
WORKDIR /app
# The Node that the lockfile pins, for the machine that the image is built for.
COPY --from=build /app/node_modules/node-linux-*/bin/node /usr/local/bin/
COPY --from=packages /app/node_modules node_modules
# An empty folder of the user's own, for a volume that holds RESTORE_WITNESS_FILE.
COPY --from=packages --chown=65532:65532 /app/state /var/lib/countersign
COPY package.json server.ts ./
COPY prisma/migrations prisma/migrations
COPY app app
# The operator's commands: node scripts/restored.ts, node scripts/replay.ts
COPY scripts/replay.ts scripts/restored.ts scripts/operator-database.ts scripts/local-database.ts scripts/
COPY scripts/encryption-key.ts scripts/progress.ts scripts/tool.ts scripts/
COPY --from=build /app/prisma/generated prisma/generated
COPY --from=build /app/build build
USER 65532:65532
EXPOSE 3000
STOPSIGNAL SIGTERM
# Whether the process runs, as /healthz says: who acts on this restarts it, which mends no database that is away.
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --start-interval=1s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1, without a shell or npm above it, so that a stop reaches it.
CMD ["node", "server.ts"]
