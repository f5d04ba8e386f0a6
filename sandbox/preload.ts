// Loaded with `node --import ./sandbox/preload.ts` before any of the app: Shopify's hosts lead to the sandbox, and
// nothing leaves the machine. It must come first, because @shopify/shopify-api keeps the `fetch` it finds at import.

const realFetch = globalThis.fetch;

/** `localhost`, names below it, and loopback addresses. */
function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

function sandboxOrigin(): string {
  const origin = process.env.SANDBOX_SHOPIFY_ORIGIN;
  if (origin === undefined || origin === "") {
    throw new Error(
      "SANDBOX_SHOPIFY_ORIGIN is not set: the sandbox preload does not know where the fake Shopify is.",
    );
  }
  return origin;
}

/** The same request, led to the sandbox; the shop travels in a header, as its host name is lost. */
function toSandbox(request: Request, url: URL): Request {
  const rerouted = new Request(new URL(url.pathname + url.search, sandboxOrigin()), request);
  rerouted.headers.set("x-sandbox-shop", url.hostname);
  return rerouted;
}

globalThis.fetch = async function sandboxFetch(input, init) {
  const url = new URL(input instanceof Request ? input.url : input);
  if (url.hostname.endsWith(".myshopify.com")) return realFetch(toSandbox(new Request(input, init), url));
  if (url.protocol === "data:" || url.protocol === "blob:" || isLoopback(url.hostname))
    return realFetch(input, init);
  // Origin only: the rest of the URL may hold a token.
  throw new Error(`The sandbox refused a request to ${url.origin}: nothing leaves the machine.`);
};
