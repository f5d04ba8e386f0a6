// The fake Shopify forgets everything when it stops, and the app's database does not. So the one thing that both must
// agree on, the pixel that the app has switched on in the shop, is kept beside the database.
import { readFile, rename, writeFile } from "node:fs/promises";
import { SANDBOX_APP, type World } from "./world.ts";

const API_VERSION = "2026-10";
const LOOK_EVERY_MS = 500;
const CREATE = `mutation ($webPixel: WebPixelInput!) {
  webPixelCreate(webPixel: $webPixel) { userErrors { message } }
}`;

export interface KeptPixel {
  /** `nothing`: none was kept. `elsewhere`: it would post to an address that is not the app's any more. */
  readonly found: "restored" | "nothing" | "elsewhere";
  stop(): Promise<void>;
}

/** Gives the shop the pixel that the file names, then writes each later change to the file. */
export async function keepPixel(world: World, file: string): Promise<KeptPixel> {
  const kept = await readFile(file, "utf8").catch(() => null);
  const isOurs = kept?.includes(world.shopify.tunnelOrigin) === true;
  if (kept !== null && isOurs) await createPixel(world, JSON.parse(kept) as Record<string, string>);
  let written = isOurs ? kept : null;
  const write = async () => {
    const settings = world.shopify.webPixel(world.shop.domain)?.settings;
    const text = settings === undefined ? null : JSON.stringify(settings);
    if (text === null || text === written) return;
    written = text;
    await writeFile(`${file}.part`, text);
    await rename(`${file}.part`, file);
  };
  const timer = setInterval(() => void write(), LOOK_EVERY_MS);
  timer.unref();
  return {
    found: isOurs ? "restored" : kept === null ? "nothing" : "elsewhere",
    stop() {
      clearInterval(timer);
      return write();
    },
  };
}

/** As the app does it: a session token for an access token, then the mutation. */
async function createPixel(
  { shopify, shop }: World,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const call = async (
    path: string,
    headers: Readonly<Record<string, string>>,
    body: object,
  ): Promise<unknown> => {
    const answer = await fetch(shopify.adminOrigin + path, {
      method: "POST",
      headers: { "content-type": "application/json", "x-sandbox-shop": shop.domain, ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`The fake Shopify answered ${answer.status} to ${path}.`);
    return answer.json();
  };
  const granted = await call(
    "/admin/oauth/access_token",
    {},
    {
      client_id: SANDBOX_APP.clientId,
      client_secret: SANDBOX_APP.clientSecret,
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: shopify.sessionToken(shop.domain),
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
      requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
      expiring: "1",
    },
  );
  const { access_token: accessToken } = granted as { access_token: string };
  await call(
    `/admin/api/${API_VERSION}/graphql.json`,
    { "x-shopify-access-token": accessToken },
    {
      query: CREATE,
      variables: { webPixel: { settings: JSON.stringify(settings) } },
    },
  );
  if (shopify.webPixel(shop.domain) === null)
    throw new Error("The kept pixel no longer fits the extension's settings.");
}
