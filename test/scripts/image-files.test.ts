// The image's files against the code: what is copied is what runs, and what compose.yaml sets is what the processes read.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ENV_VARIABLES } from "../../app/platform/env.server.ts";
import { STEPS_OF_TASK } from "../../scripts/build-steps.ts";
import { readOwnServices } from "../../scripts/image/compose-file.ts";
import { readDockerfile, settingsOf } from "../../scripts/image/dockerfile.ts";
import { readIgnoreFile } from "../../scripts/image/ignore-file.ts";
import { ROOT } from "../../scripts/tool.ts";
import { readSource } from "../architecture/source-files.ts";

const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");
const stages = readDockerfile(read("Dockerfile"));
const image = stages.at(-1);
if (!image) throw new Error("The Dockerfile has no stage.");
const isIgnored = readIgnoreFile(read(".dockerignore"));

const GIVEN = {
  POSTGRES_PASSWORD: "of-the-database",
  ENCRYPTION_KEY: "a key",
  SHOPIFY_API_KEY: "id",
  SHOPIFY_API_SECRET: "secret",
  SHOPIFY_APP_URL: "https://app.example.com",
};

describe("Dockerfile", () => {
  /** What COPY takes from the project into the image. */
  const copied = image.instructions
    .filter(({ keyword, flags }) => keyword === "COPY" && flags.from === undefined)
    .flatMap(({ text }) => text.split(/\s+/).slice(0, -1));
  const brought = image.instructions
    .filter(({ keyword, flags }) => keyword === "COPY" && flags.from !== undefined)
    .map(({ text }) => text.split(/\s+/).at(-1) ?? "");

  test("names files that are there and not left out", () => {
    const named = stages.flatMap(({ instructions }) =>
      instructions
        .filter(({ keyword, flags }) => keyword === "COPY" && flags.from === undefined)
        .flatMap(({ text }) => text.split(/\s+/).slice(0, -1)),
    );
    const missing = named.filter(
      (file) => !existsSync(path.join(ROOT, file)) || (file !== "." && isIgnored(file)),
    );
    expect(missing).toEqual([]);
  });

  test("copies each file that its programs import, and no script that none of them does", () => {
    const reached = filesReachedFrom(["server.ts", "scripts/restored.ts", "scripts/replay.ts"]);
    const isCopied = (file: string) =>
      [...copied, ...brought].some((from) => file === from || file.startsWith(`${from}/`));
    expect([...reached.files].filter((file) => !isCopied(file))).toEqual([]);
    expect(copied.filter((file) => file.startsWith("scripts/") && !reached.files.has(file))).toEqual([]);
    const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };
    expect([...reached.packages].filter((name) => !(name in dependencies))).toEqual([]);
  });

  test.each([
    { name: "a shell before the program", change: ["CMD node server.ts"], says: "CMD must be a JSON array" },
    { name: "a shell before the health check", change: ["HEALTHCHECK CMD node x"], says: "HEALTHCHECK must" },
    { name: "root", change: ["USER 0:0"], says: "USER must be two numbers" },
    { name: "a user by name", change: ["USER node"], says: "USER must be two numbers" },
  ])("$name is refused", ({ change, says }) => {
    const [changed] = readDockerfile(["FROM x", ...change].join("\n"));
    const instructions = [...image.instructions, ...(changed?.instructions ?? [])];
    expect(() => settingsOf({ ...image, instructions })).toThrow(says);
  });

  test("flags, continued lines and comments are read as Docker does", () => {
    const text = "# a\nFROM a AS b\nRUN --mount=type=cache,target=/x npm ci \\\n  # within\n  --omit=dev\n";
    expect(readDockerfile(text)).toEqual([
      {
        base: "a",
        name: "b",
        instructions: [
          { keyword: "RUN", flags: { mount: "type=cache,target=/x" }, text: "npm ci --omit=dev" },
        ],
      },
    ]);
  });
});

test.each([
  { file: "app/worker.server.ts", want: false },
  { file: "app/domain/money.test.ts", want: true },
  { file: "extensions/web-pixel/package.json", want: false },
  { file: "extensions/web-pixel/dist/pixel.js", want: true },
  { file: "prisma/migrations/1/migration.sql", want: false },
  { file: "prisma/generated/client.ts", want: true },
  { file: ".env", want: true },
  { file: ".env.production", want: true },
  { file: "app/.env", want: true },
  { file: ".git/config", want: true },
  { file: "data/app/encryption-key", want: true },
  { file: "node_modules/pg/package.json", want: true },
  { file: "build/server/index.js", want: true },
])(".dockerignore leaves out $file: $want", ({ file, want }) => expect(isIgnored(file)).toBe(want));

test("the build finds all its inputs in the image's context", () => {
  const inputs = (STEPS_OF_TASK.build ?? []).flatMap((step) => step.inputs);
  expect(inputs.length).toBeGreaterThan(5);
  expect(inputs.filter((file) => isIgnored(file) || !existsSync(path.join(ROOT, file)))).toEqual([]);
});

describe("compose.yaml", () => {
  const text = read("compose.yaml");
  const services = readOwnServices(text, GIVEN);
  const settings = settingsOf(image);

  test("two webs and two workers", () => {
    expect(services.map(({ name, environment }) => [name, environment.COUNTERSIGN_ROLE])).toEqual([
      ["web-1", "web"],
      ["web-2", "web"],
      ["worker-1", "worker"],
      ["worker-2", "worker"],
    ]);
  });

  test.each(Object.keys(GIVEN))("without %s nothing starts, and it is named", (name) => {
    expect(() => readOwnServices(text, { ...GIVEN, [name]: "" })).toThrow(`${name} is missing: `);
  });

  test.each(services)(
    "$name is given each variable that a process reads, and no other",
    ({ environment }) => {
      expect(Object.keys(environment).sort()).toEqual(ENV_VARIABLES.map(({ name }) => name).sort());
      expect(environment.PORT).toBe(String(settings.port));
    },
  );

  test.each(services)("$name has time to stop", ({ environment, stopGraceMs }) => {
    // What server.ts gives itself, and a moment for Docker.
    expect(stopGraceMs).toBeGreaterThan(15_000 + Number(environment.STOP_DELAY_SECONDS) * 1_000);
  });

  test("each has a witness of its own, on a volume that is not the database's", () => {
    const files = services.map(({ environment }) => environment.RESTORE_WITNESS_FILE ?? "");
    expect(new Set(files).size).toBe(services.length);
    for (const { volumes, environment } of services)
      expect(volumes).toContain(path.posix.dirname(environment.RESTORE_WITNESS_FILE ?? ""));
    const { services: raw } = parse(text, { merge: true }) as {
      services: Record<string, { volumes: string[] }>;
    };
    expect(raw["web-1"]?.volumes).toEqual(["witness:/var/lib/countersign"]);
    expect(raw.postgres?.volumes).toEqual(["database:/var/lib/postgresql"]);
  });

  test("every service is read-only, without capabilities that it does not need, and cannot gain any", () => {
    const { services: raw } = parse(text, { merge: true }) as {
      services: Record<string, Record<string, unknown>>;
    };
    expect(Object.keys(raw)).toHaveLength(6);
    for (const [name, service] of Object.entries(raw)) {
      expect([name, service]).toMatchObject([
        name,
        { read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] },
      ]);
      expect([name, service.cap_add]).toEqual([name, name === "proxy" ? ["NET_BIND_SERVICE"] : undefined]);
    }
  });
});

/** Every file of ours and every package that these programs load, whatever they are asked to do. */
function filesReachedFrom(entries: readonly string[]) {
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const { specifier, target, typeOnly } of readSource(file).imports) {
      if (typeOnly || specifier.startsWith("node:")) continue;
      if (specifier.startsWith(".")) waiting.push(target);
      else packages.add(specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/"));
    }
  }
  return { files, packages };
}
