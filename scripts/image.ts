// `npm run image [-- --copy]`: lays out the image as the Dockerfile says, without Docker, and runs the containers of compose.yaml from it
// over a throw-away PostgreSQL.
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readOwnServices } from "./image/compose-file.ts";
import { endContainers } from "./image/container.ts";
import { lookInside } from "./image/contents.ts";
import { layImage } from "./image/image-tree.ts";
import { type Finding, tryImage } from "./image/trial.ts";
import { onceAskedToStop } from "./lifetime.ts";
import { startLocalDatabase, terminalLog } from "./local-database.ts";
import { sayToTerminal as say, step } from "./progress.ts";
import { createTeardown } from "./teardown.ts";
import { ROOT } from "./tool.ts";

const USAGE = `Usage: npm run image [-- --copy]

Checks the image's files, start, answers and stop without Docker. Packages are installed by the Dockerfile's own command.

  --copy   takes them from this folder's installation instead, which needs no network
`;

function options() {
  try {
    return parseArgs({ options: { copy: { type: "boolean", default: false } } }).values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

const asked = options();
const teardown = createTeardown();
const stopAsked = new Promise<null>((resolve) => onceAskedToStop(() => resolve(null)));

/** @returns how many demands there were, and how many do not hold */
async function run(): Promise<{ demands: number; broken: number }> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-image-"));
  teardown.add(() => rm(folder, { recursive: true, force: true }));
  // The image's user and PostgreSQL's must be able to pass.
  await chmod(folder, 0o711);
  const tree = await step(say, "Laying out the image", () =>
    layImage({ project: ROOT, into: folder, packages: asked.copy ? "copied" : "npm" }),
  );
  const postgres = await step(say, "Starting PostgreSQL", () =>
    startLocalDatabase({
      dataDir: join(folder, "database"),
      log: terminalLog(say),
      onLost: (reason) => say(`The database stays down: ${reason}.\n`),
      durability: "none",
    }),
  );
  teardown.add(() => postgres.stop());
  teardown.add(endContainers);
  const services = readOwnServices(await readFile(join(ROOT, "compose.yaml"), "utf8"), {
    POSTGRES_PASSWORD: "of-the-database-there",
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    SHOPIFY_API_KEY: "client-id",
    SHOPIFY_API_SECRET: "client-secret",
    SHOPIFY_APP_URL: "https://app.example.com",
  }).map((service) => ({ ...service, environment: { ...service.environment, DATABASE_URL: postgres.url } }));
  const findings: Finding[] = [];
  const report = (finding: Finding) => {
    findings.push(finding);
    say(`${finding.holds ? "ok    " : "BROKEN"}  ${finding.demand.padEnd(62)}  ${shown(finding)}\n`);
  };
  await lookInside(tree, ROOT, report);
  await tryImage(tree, services, report);
  return { demands: findings.length, broken: findings.filter(({ holds }) => !holds).length };
}

const shown = ({ holds, seen }: Finding) => (holds ? (seen.split("\n", 1)[0] ?? "") : `\n${seen}`);

const end = await Promise.race([run().catch((error: unknown) => error), stopAsked]);
const failures = await teardown.run();
for (const words of failures) process.stderr.write(`${words}\n`);
if (end === null) process.exit(130);
if (end instanceof Error) {
  process.stderr.write(`\n${end.message}\n`);
  process.exit(1);
}
const { demands, broken } = end as Awaited<ReturnType<typeof run>>;
say(
  broken === 0
    ? `The image holds: all ${demands} demands.\n`
    : `The image is broken: ${broken} of ${demands}.\n`,
);
process.exit(broken === 0 && failures.length === 0 ? 0 : 1);
