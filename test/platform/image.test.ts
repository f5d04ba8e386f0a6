// The image as its Dockerfile lays it out, and the containers of compose.yaml from it: start, answers, refusals, stop. `npm run image`
// does the same with packages that npm has installed by the Dockerfile's own command.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { readOwnServices } from "../../scripts/image/compose-file.ts";
import { lookInside } from "../../scripts/image/contents.ts";
import { layImage } from "../../scripts/image/image-tree.ts";
import { type Finding, tryImage } from "../../scripts/image/trial.ts";
import { ROOT } from "../../scripts/tool.ts";
import { makeTemporaryFolder } from "../harness/temporary-folder.ts";
import { createTestDatabase } from "../harness/test-database.ts";

test("every demand on the image and its containers holds", async () => {
  const { folder, remove } = await makeTemporaryFolder();
  const database = await createTestDatabase("empty");
  try {
    const tree = await layImage({ project: ROOT, into: folder, packages: "copied" });
    const services = readOwnServices(await readFile(path.join(ROOT, "compose.yaml"), "utf8"), {
      POSTGRES_PASSWORD: "of-the-database-there",
      ENCRYPTION_KEY: Buffer.alloc(32, 1).toString("base64"),
      SHOPIFY_API_KEY: "client-id",
      SHOPIFY_API_SECRET: "client-secret",
      SHOPIFY_APP_URL: "https://app.example.com",
    }).map((service) => ({
      ...service,
      // Nobody waits for a load balancer here.
      environment: { ...service.environment, DATABASE_URL: database.url, STOP_DELAY_SECONDS: "0" },
    }));
    const findings: Finding[] = [];
    await lookInside(tree, ROOT, (finding) => findings.push(finding));
    await tryImage(tree, services, (finding) => findings.push(finding));
    expect(findings.filter(({ holds }) => !holds)).toEqual([]);
    expect(findings.length).toBeGreaterThan(30);
  } finally {
    await database.close();
    await remove();
  }
  // Copies of all packages, and six processes that start.
}, 180_000);
