// Lays out the files of the image in a folder, as the Dockerfile says, without Docker. Its base images are not there: programs that
// RUN names are this machine's. The stage that builds is this checkout, in which the same command has just run.
import { execFile } from "node:child_process";
import { cpSync, globSync, statSync } from "node:fs";
import { chown, cp, mkdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import {
  type ImageSettings,
  type Instruction,
  readDockerfile,
  type Stage,
  settingsOf,
} from "./dockerfile.ts";
import { readIgnoreFile } from "./ignore-file.ts";
import { copyProductionPackages } from "./production-packages.ts";

const BUILD = "npm run build";

export interface ImageTree {
  /** What is `/` in a container. */
  readonly root: string;
  readonly settings: ImageSettings;
}

export interface ImageTreeOptions {
  /** Folder of the Dockerfile. */
  readonly project: string;
  /** An empty folder; others may have to pass through it. */
  readonly into: string;
  /** `npm` installs by the command of the Dockerfile; `copied` takes the same packages from the project's installation. */
  readonly packages: "npm" | "copied";
}

/** Files of an image in the making, or of the project. */
interface Files {
  /** On this machine. */
  readonly folder: string;
  /** Which folder of the image that is. */
  readonly at: string;
}

/** @throws Error that names the line of the Dockerfile which cannot be followed */
export async function layImage(options: ImageTreeOptions): Promise<ImageTree> {
  const { project, into } = options;
  const stages = readDockerfile(await readFile(join(project, "Dockerfile"), "utf8"));
  const isIgnored = readIgnoreFile(await readFile(join(project, ".dockerignore"), "utf8"));
  const made = new Map<string, Files>();
  for (const stage of stages) {
    const isBuild = stage.instructions.some(({ keyword, text }) => keyword === "RUN" && text === BUILD);
    const files = isBuild
      ? { folder: project, at: workdirOf(stage) }
      : { folder: join(into, stage.name || "image"), at: "/" };
    made.set(stage.name, files);
    if (!isBuild) await followStage(stage, files.folder, { ...options, made, isIgnored });
  }
  const last = stages.at(-1);
  const image = made.get(last?.name ?? "");
  if (!last || !image || image.folder === project)
    throw new Error("The last stage of the Dockerfile builds.");
  for (const { folder } of made.values())
    if (folder !== project && folder !== image.folder) await rm(folder, { recursive: true });
  return { root: image.folder, settings: settingsOf(last) };
}

const workdirOf = (stage: Stage) =>
  stage.instructions.findLast(({ keyword }) => keyword === "WORKDIR")?.text ?? "/";

interface Following extends ImageTreeOptions {
  readonly made: ReadonlyMap<string, Files>;
  readonly isIgnored: (path: string) => boolean;
}

async function followStage(stage: Stage, root: string, following: Following): Promise<void> {
  const workdir = workdirOf(stage);
  await mkdir(join(root, workdir), { recursive: true });
  for (const instruction of stage.instructions) {
    try {
      if (instruction.keyword === "RUN") await run(instruction.text, join(root, workdir), following);
      if (instruction.keyword === "COPY") await copy(instruction, root, workdir, following);
    } catch (cause) {
      const words = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${instruction.keyword} ${instruction.text}\n${words}`, { cause });
    }
  }
}

async function run(command: string, folder: string, { project, packages }: Following): Promise<void> {
  if (packages === "copied" && command.startsWith("npm ci --omit=dev --omit=optional "))
    await copyProductionPackages(project, folder);
  else await promisify(execFile)("sh", ["-c", command], { cwd: folder });
}

async function copy(
  { text, flags }: Instruction,
  root: string,
  workdir: string,
  following: Following,
): Promise<void> {
  const { project, isIgnored, made } = following;
  const isLeftOut = (file: string) => flags.from === undefined && isIgnored(pathIn(project, file));
  const from = flags.from === undefined ? { folder: project, at: "/" } : made.get(flags.from);
  if (!from) throw new Error(`There is no stage ${flags.from}.`);
  const names = text.split(/\s+/);
  const to = names.pop() ?? "";
  const target = join(root, to.startsWith("/") ? to : join(workdir, to));
  for (const name of names) {
    const sources = filesNamed(name, from).filter((source) => !isLeftOut(source));
    if (sources.length === 0) throw new Error(`There is no ${name}, or .dockerignore leaves it out.`);
    for (const source of sources) {
      const isFile = statSync(source).isFile();
      const intoFolder = to.endsWith("/") || names.length > 1;
      const place = isFile && intoFolder ? join(target, basename(source)) : target;
      await mkdir(dirname(place), { recursive: true });
      const how = { recursive: true, verbatimSymlinks: true };
      if (flags.from === undefined) await cp(source, place, { ...how, filter: (file) => !isLeftOut(file) });
      // Asked about each file, it takes six times as long.
      else if (from.folder === project) cpSync(source, place, how);
      // Nobody else takes it from there, and the stage is thrown away.
      else await rename(source, place);
      const [uid, gid] = (flags.chown ?? "").split(":").map(Number);
      if (uid && gid && process.getuid?.() === 0) await chown(place, uid, gid);
    }
  }
}

function filesNamed(name: string, { folder, at }: Files): readonly string[] {
  const found = globSync(relative(at, join("/", name)), { cwd: folder }).map((path) => join(folder, path));
  // Where npm carries no Node for this machine, the one that runs this stands in for the image's.
  return found.length === 0 && basename(name) === "node" ? [process.execPath] : found;
}

const pathIn = (project: string, file: string) => relative(project, file).split(sep).join("/");
