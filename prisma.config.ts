// Prisma's command line reads this. The app itself does not: it gets its database from its own configuration.
import { defineConfig } from "prisma/config";

// Every command of Prisma first looks for its schema engine and downloads it when it is missing, although these
// three never start it. Any existing program ends that search.
const WITHOUT_ENGINE = ["format", "generate", "validate"];
if (WITHOUT_ENGINE.includes(process.argv[2] ?? "")) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;
}

const url = process.env.DATABASE_URL;

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  ...(url ? { datasource: { url } } : {}),
});
