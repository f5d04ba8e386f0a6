// The sandbox's parts wired together, and what of them outlives a restart.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ENV_VARIABLES } from "../../app/platform/env.server.ts";
import { keepPixel } from "../../sandbox/kept-pixel.ts";
import { PRACTICE_PIXEL, startWorld, type World } from "../../sandbox/world.ts";

let folder: string;
const worlds: World[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-world-"));
});
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop();
  rmSync(folder, { recursive: true });
});

async function aWorld(tunnelPort?: number): Promise<World> {
  const world = await startWorld({
    ...(tunnelPort === undefined ? {} : { ports: { tunnel: tunnelPort } }),
    now: () => new Date(),
    appOrigin: () => "http://127.0.0.1:9",
  });
  worlds.push(world);
  return world;
}

describe("the world", () => {
  test("answers at each address, and the start page names them all", async () => {
    const world = await aWorld();
    const page = await (await fetch(world.startPage.origin)).text();
    const onLoopback = world.storefront.origin.replace("harbor-goods.localhost", "127.0.0.1");
    for (const address of [world.adminUrl, world.eventsManagerUrl, onLoopback]) {
      expect((await fetch(address)).status, address).toBe(200);
    }
    for (const shown of [
      world.adminUrl,
      world.eventsManagerUrl,
      world.storefront.origin,
      PRACTICE_PIXEL.id,
      PRACTICE_PIXEL.token,
    ]) {
      expect(page).toContain(shown);
    }
  });

  test("the app is installed on the shop, and the practice token is one that Meta knows", async () => {
    const world = await aWorld();
    expect(await (await fetch(world.adminUrl)).text()).toContain('name="app-iframe"');
    expect(PRACTICE_PIXEL.id).toMatch(/^\d{15,16}$/);
    expect(PRACTICE_PIXEL.token).toMatch(/^EAA[\w-]{150,}$/);
    const answer = await fetch(`${world.meta.origin}/v26.0/${PRACTICE_PIXEL.id}/events`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${PRACTICE_PIXEL.token}` },
      body: JSON.stringify({ data: [] }),
    });
    // An empty batch is refused for what it is (100), not for the token (190).
    expect(await answer.json()).toMatchObject({ error: { code: 100 } });
  });

  test("points the app at itself in variables that the app reads", async () => {
    const world = await aWorld();
    const known = [...ENV_VARIABLES.map(({ name }) => name), "SANDBOX_SHOPIFY_ORIGIN"];
    expect(Object.keys(world.appEnv).filter((name) => !known.includes(name))).toEqual([]);
    expect(world.appEnv).toMatchObject({
      SHOPIFY_APP_URL: world.shopify.tunnelOrigin,
      META_GRAPH_ORIGIN: world.meta.origin,
      META_PIXEL_ORIGIN: world.meta.origin,
      SANDBOX_SHOPIFY_ORIGIN: world.shopify.adminOrigin,
    });
  });

  test("a busy port stops the start and frees the other ports", async () => {
    const squatter = createServer();
    const port = await listen(squatter, 0);
    const metaPort = await freePort();
    await expect(
      startWorld({ ports: { meta: metaPort, tunnel: port }, now: () => new Date(), appOrigin: () => "" }),
    ).rejects.toThrow("EADDRINUSE");
    squatter.close();
    const server = createServer();
    expect(await listen(server, metaPort)).toBe(metaPort);
    server.close();
  });
});

describe("the kept pixel", () => {
  const file = () => join(folder, "pixel.json");

  /** A world in which the app's pixel is switched on and kept, then stopped. Returns the tunnel's port. */
  async function firstLife(settings: (world: World) => Record<string, string>): Promise<number> {
    const world = await aWorld();
    const port = Number(new URL(world.shopify.tunnelOrigin).port);
    const kept = await keepPixel(world, file());
    expect(kept.found).toBe("nothing");
    await switchOn(world, settings(world));
    await kept.stop();
    await world.stop();
    return port;
  }

  const config = (world: World) => ({ config: JSON.stringify({ v: 1, ingest: world.shopify.tunnelOrigin }) });

  test("is back after a restart with the same address", async () => {
    const port = await firstLife(config);
    const world = await aWorld(port);
    expect(world.shopify.webPixel(world.shop.domain)).toBeNull();
    const kept = await keepPixel(world, file());
    expect(kept.found).toBe("restored");
    expect(world.shopify.webPixel(world.shop.domain)?.settings).toEqual(config(world));
    await kept.stop();
  });

  test("is not brought back where it would post to an address of another run", async () => {
    await firstLife(config);
    const world = await aWorld();
    const kept = await keepPixel(world, file());
    expect(kept.found).toBe("elsewhere");
    expect(world.shopify.webPixel(world.shop.domain)).toBeNull();
    await kept.stop();
    expect(readFileSync(file(), "utf8")).toContain("ingest");
  });
});

/** As the app does it. */
async function switchOn(world: World, settings: Record<string, string>): Promise<void> {
  const { adminOrigin } = world.shopify;
  const headers = { "content-type": "application/json", "x-sandbox-shop": world.shop.domain };
  const grant = await fetch(`${adminOrigin}/admin/oauth/access_token`, {
    method: "POST",
    headers,
    body: JSON.stringify({
      client_id: world.appEnv.SHOPIFY_API_KEY,
      client_secret: world.appEnv.SHOPIFY_API_SECRET,
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: world.shopify.sessionToken(world.shop.domain),
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
      requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
      expiring: "1",
    }),
  });
  const { access_token } = (await grant.json()) as { access_token: string };
  await fetch(`${adminOrigin}/admin/api/2026-10/graphql.json`, {
    method: "POST",
    headers: { ...headers, "x-shopify-access-token": access_token },
    body: JSON.stringify({
      query:
        "mutation ($settings: JSON!) { webPixelCreate(webPixel: { settings: $settings }) { userErrors { message } } }",
      variables: { settings: JSON.stringify(settings) },
    }),
  });
  expect(world.shopify.webPixel(world.shop.domain)?.settings).toEqual(settings);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve) => {
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
