// What a merchant does in Shopify's own settings, where the app is not asked.
import { SANDBOX_APP, type World } from "../../sandbox/world.ts";

const API_VERSION = "2026-10";

/** Takes the app's pixel off the shop, and tells the app nothing. */
export async function switchPixelOff({ shopify, shop }: World): Promise<void> {
  const call = async (path: string, headers: Readonly<Record<string, string>>, body: object) => {
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
      query: "mutation ($id: ID!) { webPixelDelete(id: $id) { userErrors { code message } } }",
      variables: { id: shopify.webPixel(shop.domain)?.id },
    },
  );
  if (shopify.webPixel(shop.domain) !== null) throw new Error("The shop still has the pixel.");
}
