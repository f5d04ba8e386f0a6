// The controls over HTTP: the page with its forms, and the same commands as JSON under `/_control`.
import { type Context, Hono } from "hono";
import { CommandError } from "./command.ts";
import { createCommands } from "./commands.ts";
import type { ControlParts } from "./control-parts.ts";
import { controlsPage } from "./page/controls-page.ts";
import { STYLE } from "./page/style.ts";
import { worldState } from "./world-state.ts";

export const CONTROLS_PATH = "/controls";

const POLICY =
  "default-src 'none'; style-src 'self'; form-action 'self'; img-src data:; frame-ancestors 'none'";

/** @param eventsManagerUrl Meta's side, linked from the page */
export function controlRoutes(parts: ControlParts, eventsManagerUrl: string): Hono {
  const commands = createCommands(parts);
  const app = new Hono();

  app.get("/_control", (c) =>
    c.json({
      commands: commands.all.map(({ name, summary, fields }) => ({ name, summary, fields })),
      state: worldState(parts),
    }),
  );
  // Only JSON is taken, so that no other site's form can turn anything.
  app.post("/_control/:command", async (c) => {
    if (!c.req.header("content-type")?.startsWith("application/json"))
      return c.json({ error: "Send application/json." }, 415);
    const given: unknown = await c.req.json().catch(() => null);
    if (given === null) return c.json({ error: "The body is not JSON." }, 400);
    try {
      const { text, details } = await commands.run(c.req.param("command"), given);
      return c.json({ text, ...details });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return c.json({ error: text }, error instanceof CommandError ? 400 : 500);
    }
  });

  app.get(CONTROLS_PATH, (c) => {
    c.header("content-security-policy", POLICY);
    c.header("cache-control", "no-store");
    return c.html(controlsPage({ state: worldState(parts), commands, eventsManagerUrl }));
  });
  app.get(`${CONTROLS_PATH}/style.css`, (c) =>
    c.body(STYLE, 200, { "content-type": "text/css; charset=utf-8" }),
  );
  app.post(`${CONTROLS_PATH}/:command`, async (c) => {
    if (!isFromOwnPage(c)) return c.text("Use the controls' own page.\n", 403);
    // How it ended stands on the page that is shown next.
    await commands.run(c.req.param("command"), await formOf(c)).catch(() => undefined);
    return c.redirect(`${CONTROLS_PATH}#said`, 303);
  });
  return app;
}

/** Browsers name the page that posts; another site's form must not turn anything either. */
function isFromOwnPage(c: Context): boolean {
  return c.req.header("origin") === new URL(c.req.url).origin;
}

async function formOf(c: Context): Promise<Record<string, string>> {
  const form = await c.req.formData();
  return Object.fromEntries(
    [...form].flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}
