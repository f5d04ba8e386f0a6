// Runs the fake Meta alone: `node sandbox/meta/serve.ts [port]`.
import { startFakeMeta } from "./fake-meta.ts";

const DATASET = { id: "1234567890123456", name: "Practice pixel", tokens: ["EAApractice"] };

const port = Number(process.argv[2] ?? 4320);
const meta = await startFakeMeta({ port, now: () => new Date(), datasets: [DATASET] });
console.log(`Practice Meta:   ${meta.origin}\nEvents Manager:  ${meta.origin}/events-manager`);
console.log(`Pixel id:        ${DATASET.id}\nAccess token:    ${DATASET.tokens[0]}`);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void meta.stop());
}
