// App Bridge's patched `fetch`: session tokens on the app's own requests, one retry, and the way out of the frame.

const RETRY_HEADER = "X-Shopify-Retry-Invalid-Session-Request";
const REAUTHORIZE_HEADER = "X-Shopify-API-Request-Failure-Reauthorize-Url";

export interface AuthenticatedFetchParts {
  readonly idToken: () => Promise<string>;
  /** Leaves the frame, for an authorization or a charge that the app asks for. */
  readonly leave: (url: string) => void;
}

/** Wraps the page's `fetch`; requests to other origins, or that carry their own authorization, pass untouched. */
export function authenticatedFetch(realFetch: typeof fetch, parts: AuthenticatedFetchParts): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const isOwn = new URL(request.url).origin === window.location.origin;
    if (!isOwn || request.headers.has("Authorization")) return realFetch(input, init);
    const again = request.clone();
    const answer = await realFetch(await withToken(request, parts));
    const reauthorize = answer.headers.get(REAUTHORIZE_HEADER);
    if (reauthorize !== null) parts.leave(new URL(reauthorize, window.location.href).href);
    if (answer.status !== 401 || !answer.headers.has(RETRY_HEADER)) return answer;
    return realFetch(await withToken(again, parts));
  };
}

async function withToken(request: Request, parts: AuthenticatedFetchParts): Promise<Request> {
  request.headers.set("Authorization", `Bearer ${await parts.idToken()}`);
  request.headers.set("X-Requested-With", "XMLHttpRequest");
  return request;
}
