// The Linux Chromium inside the npm package @sparticuz/chromium, unpacked once for everyone on this machine.
// The package's own unpacking writes /tmp/chromium in place, readable by one user only: two test processes at once
// would start a half-written file, and a second user could not start it at all.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

/** A program and what its environment must hold besides ours. */
export type BrowserProgram = { executablePath: string; env: Record<string, string> };

/** @throws Error in plain words where the package has no Chromium for this machine. */
export async function bundledChromium(): Promise<BrowserProgram> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("No browser: install Chrome or Chromium, or set CHROME_PATH to one.");
  }
  const packageDir = path.resolve(createRequire(import.meta.url).resolve("@sparticuz/chromium"), "..", "..");
  const { version } = JSON.parse(await readFile(path.join(packageDir, "package.json"), "utf8")) as {
    version: string;
  };
  const folder = await unpack(
    path.join(packageDir, "bin"),
    `chromium-${version}`,
    path.resolve(packageDir, "..", ".."),
  );
  const executablePath = path.join(folder, "chromium");
  const env: Record<string, string> = {};
  // A bare server has neither fonts nor the security libraries that every desktop has; the package brings both.
  if (!existsSync("/etc/fonts/fonts.conf")) env.FONTCONFIG_FILE = path.join(folder, "fonts.conf");
  if (!starts(executablePath, env)) env.LD_LIBRARY_PATH = path.join(folder, "lib");
  if (!starts(executablePath, env)) {
    throw new Error(
      "The browser in @sparticuz/chromium does not start here; set CHROME_PATH to one that does.",
    );
  }
  return { executablePath, env };
}

function starts(executablePath: string, env: Record<string, string>): boolean {
  return (
    spawnSync(executablePath, ["--version"], { env: { ...process.env, ...env }, stdio: "ignore" }).status ===
    0
  );
}

async function unpack(binDir: string, name: string, modulesDir: string): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  const shared = path.join(modulesDir, ".cache", "countersign", name);
  const own = path.join(tmpdir(), `countersign-${name}-${uid}`);
  if (existsSync(shared)) return shared;
  if (existsSync(own)) {
    // Anyone may write to the temporary folder, and what lies there is about to be run.
    if ((await stat(own)).uid !== uid)
      throw new Error(`${own} belongs to another user; remove it and start again.`);
    return own;
  }
  try {
    return await unpackInto(binDir, shared);
  } catch (error) {
    if (!["EACCES", "EROFS", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    return await unpackInto(binDir, own);
  }
}

async function unpackInto(binDir: string, folder: string): Promise<string> {
  const part = `${folder}.${process.pid}`;
  await mkdir(part, { recursive: true });
  try {
    await chmod(part, 0o755);
    await inflate(path.join(binDir, "chromium.br"), path.join(part, "chromium"));
    await chmod(path.join(part, "chromium"), 0o755);
    await untar(path.join(binDir, "swiftshader.tar.br"), part);
    await untar(path.join(binDir, "al2023.tar.br"), part);
    await untar(path.join(binDir, "fonts.tar.br"), part);
    const fonts = `<?xml version="1.0"?><fontconfig><dir>${path.join(folder, "fonts")}</dir></fontconfig>\n`;
    await writeFile(path.join(part, "fonts.conf"), fonts);
    await rename(part, folder);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    // Another process was faster, and its copy is the same.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function inflate(archive: string, target: string): Promise<void> {
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(target));
}

async function untar(archive: string, folder: string): Promise<void> {
  const tar = spawn("tar", ["-x", "--no-same-owner", "-C", folder], { stdio: ["pipe", "ignore", "inherit"] });
  const [broken, [code]] = await Promise.all([
    pipeline(createReadStream(archive), createBrotliDecompress(), tar.stdin).then(
      () => null,
      (error: NodeJS.ErrnoException) => error,
    ),
    once(tar, "close"),
  ]);
  // An archive ends in padding, and tar may have gone before the last of it was written: its own word counts.
  const isFed = broken === null || ["ERR_STREAM_PREMATURE_CLOSE", "EPIPE"].includes(broken.code ?? "");
  if (code !== 0 || !isFed)
    throw new Error(`tar could not unpack ${path.basename(archive)}`, { cause: broken });
}
