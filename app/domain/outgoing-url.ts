// URLs that leave for a platform. Thank-you and order-status URLs carry secrets, so both copies of an event send origin and
// path with tokens masked, and only an allow-listed query.

/** Query parameters that say where a visitor came from and nothing else. The click id itself travels in `fbc`. */
const KEPT_QUERY = /^(utm_(source|medium|campaign|content|term)|variant)(=|$)/;

// Shopify's checkout, order-status and account paths hold keys: /checkouts/cn/<token>/thank-you, /<shop>/orders/<token>.
const SECRET_SEGMENT = /(?=[\w-]*\d)[\w-]{16}|[\w-]{28}/;

/**
 * The URL that a platform may see; null for what is not an http(s) URL.
 * `https://a.shop/checkouts/cn/Z2NwLXVzLWVhc3Q/thank-you?key=1` becomes `https://a.shop/checkouts/cn/_/thank-you`.
 */
export function outgoingUrl(text: string | null | undefined): string | null {
  const parts = /^(https?:\/\/)(?:[^/?#]*@)?([^/?#]+)([^?#]*)(?:\?([^#]*))?/i.exec(text || "");
  if (!parts) return null;
  const path = (parts[3] || "/").replace(/[^/]+/g, (segment, at, whole) => {
    const parent = /\/(?:(products|collections)|orders|cn|co)\/$/.exec(whole.slice(0, at));
    // A merchant's own words may look like a token: /products/organic-cotton-shirt-2026.
    return (parent ? !parent[1] : SECRET_SEGMENT.test(segment)) ? "_" : segment;
  });
  const query = (parts[4] || "")
    .split("&")
    .filter((pair) => KEPT_QUERY.test(pair))
    .join("&");
  return (parts[1] as string) + parts[2] + path + (query && `?${query}`);
}
