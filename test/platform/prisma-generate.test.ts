import { execFile } from "node:child_process";
import { copyFile, mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { makeTemporaryFolder } from "../harness/temporary-folder.ts";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const SCHEMA = `
generator client {
  provider            = "prisma-client"
  output              = "generated"
  runtime             = "nodejs"
  moduleFormat        = "esm"
  importFileExtension = "ts"
}

datasource db {
  provider = "postgresql"
}

model Note {
  id   Int    @id
  body String
}
`;

test("prisma generate needs no download, and Node runs what it writes", async () => {
  const { folder, remove } = await makeTemporaryFolder();
  try {
    await mkdir(path.join(folder, "prisma"));
    await copyFile(path.join(ROOT, "prisma.config.ts"), path.join(folder, "prisma.config.ts"));
    await symlink(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
    await writeFile(path.join(folder, "package.json"), '{"type":"module"}');
    await writeFile(path.join(folder, "prisma", "schema.prisma"), SCHEMA);
    // Nothing listens there: a download would fail, and Prisma with it.
    const env = {
      NODE_ENV: "test" as const,
      PRISMA_ENGINES_MIRROR: "http://127.0.0.1:9",
      CHECKPOINT_DISABLE: "1",
      HOME: folder,
    };
    const cli = path.join(folder, "node_modules", "prisma", "build", "index.js");
    await run(process.execPath, [cli, "generate"], { cwd: folder, env });
    const script = `
      import { PrismaClient } from "./prisma/generated/client.ts";
      console.log(typeof PrismaClient);`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], {
      cwd: folder,
      env,
    });
    expect(stdout).toBe("function\n");
  } finally {
    await remove();
  }
});
