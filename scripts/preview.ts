// `npm run preview -- --order FILE`: what the product would send for an order, as one JSON object on stdout. Exit code 2 and a
// sentence on stderr where a file or an option is not what it should be.
import { runPreview } from "./preview-run.ts";

const { status, stdout, stderr } = runPreview(process.argv.slice(2), process.env.INIT_CWD);
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = status;
