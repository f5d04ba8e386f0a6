// The controls as JSON under `/_control`, for a person with curl and for other processes. Tokens are taken, never shown.
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Controls } from "./controls.ts";
import { LANGUAGES } from "./error-texts.ts";
import type { Env } from "./exchange.ts";
import { faultRequest } from "./faults.ts";
import { withoutToken } from "./journal.ts";

const datasetBody = z.object({
  id: z.string().regex(/^\d+$/),
  name: z.string(),
  tokens: z.array(z.string()),
});
const tokenBody = z.object({
  token: z.string().min(1),
  state: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("valid") }),
    z.object({ kind: z.literal("invalid"), subcode: z.number().int().nullable() }),
    z.object({ kind: z.literal("no_permission"), code: z.number().int() }),
  ]),
});
const languageBody = z.object({ language: z.enum(LANGUAGES) });
const uncertainBody = z.object({
  datasetId: z.string().nullable().default(null),
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  note: z.string(),
});

/** Parses the body, runs the control, answers 204; a body of another shape gets 400 and the names of its faults. */
function accept<T>(shape: z.ZodType<T>, run: (body: T) => void) {
  return async (c: Context<Env>) => {
    const parsed = shape.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) {
      const faults = parsed.error.issues.map(
        (issue) => `${issue.path.join(".") || "body"}: ${issue.message}`,
      );
      return c.json({ error: "not understood", faults }, 400);
    }
    run(parsed.data);
    return c.body(null, 204);
  };
}

export function controlEndpoint(controls: Controls): Hono<Env> {
  const app = new Hono<Env>();
  app.get("/", (c) => c.json(overview(controls)));
  app.get("/journal", (c) => c.json(controls.journal().map(withoutToken)));
  app.get("/lost", (c) => c.json(controls.lost().map(withoutToken)));
  app.get("/refused", (c) => c.json(controls.refused(c.req.query("dataset")).map(withoutToken)));
  app.get("/datasets/:id/events", (c) => c.json(controls.events(c.req.param("id"), c.req.query("name"))));
  app.get("/datasets/:id/summary/:name", (c) =>
    c.json(controls.summary(c.req.param("id"), c.req.param("name"))),
  );
  app.post("/datasets", accept(datasetBody, controls.addDataset));
  app.delete("/datasets/:id", (c) => {
    controls.deleteDataset(c.req.param("id"));
    return c.body(null, 204);
  });
  app.post(
    "/tokens",
    accept(tokenBody, ({ token, state }) => controls.setToken(token, state)),
  );
  app.post(
    "/language",
    accept(languageBody, ({ language }) => controls.setLanguage(language)),
  );
  app.get("/faults", (c) => c.json(controls.faults()));
  app.post("/faults", accept(faultRequest, controls.addFault));
  app.delete("/faults", (c) => {
    controls.clearFaults(c.req.query("dataset"));
    return c.body(null, 204);
  });
  app.post(
    "/uncertain",
    accept(uncertainBody, ({ datasetId, from, until, note }) =>
      controls.noteUncertainty({ datasetId, from: new Date(from), until: new Date(until), note }),
    ),
  );
  app.post("/clear", (c) => {
    controls.clear();
    return c.body(null, 204);
  });
  return app;
}

function overview(controls: Controls) {
  const datasets = controls.datasets().map(({ id, name }) => {
    const names = [...new Set(controls.events(id).map((event) => event.eventName))];
    return { id, name, events: names.map((eventName) => controls.summary(id, eventName)) };
  });
  return {
    datasets,
    faults: controls.faults(),
    requests: controls.journal().length,
    refused: controls.refused().length,
    lost: controls.lost().length,
    unexplainedServerRepeats: controls.count().unexplainedServerRepeats.length,
  };
}
