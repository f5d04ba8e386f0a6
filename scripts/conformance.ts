// `npm run conformance -- FILE`: identity vectors through the product's own normalisers. Exit code 1 where any fails, 2 where
// the file cannot be read.
import { readFileSync } from "node:fs";
import { readVectors, runVectors } from "./conformance-vectors.ts";

function stop(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    stop(
      code === "ENOENT"
        ? `There is no file ${path}.`
        : `${path} cannot be read (${code ?? "unknown error"}).`,
    );
  }
}

const paths = process.argv.slice(2);
const [path] = paths;
if (path === undefined || paths.length > 1)
  stop("Usage: npm run conformance -- FILE (one file of identity vectors).");
const file = readVectors(textOf(path));
if (typeof file === "string") stop(`${path}: ${file}`);

const { passed, failures } = runVectors(file);
for (const { id, given, expected, got } of failures) {
  process.stdout.write(`${id}: ${given}\n  expected ${expected}\n  got      ${got}\n`);
}
process.stdout.write(`${passed} passed, ${failures.length} failed\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
