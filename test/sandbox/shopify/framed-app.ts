// A tiny embedded app for the browser tests: plain pages that use App Bridge the way a Remix app's pages do.
import type { AppAnswer } from "./fake-shopify-bench.ts";
import { CLIENT_ID } from "./fake-shopify-bench.ts";

const APP_BRIDGE = `<script data-api-key="${CLIENT_ID}" src="https://cdn.shopify.com/shopifycloud/app-bridge.js"></script>`;

/** A router in the manner of AppProvider's: hears `shopify:navigate` and never loads a page anew. */
const ROUTER = `<script>
  window.loads = performance.timeOrigin;
  addEventListener("shopify:navigate", (event) => {
    const href = event.target.getAttribute("href");
    history.pushState(null, "", href);
    document.getElementById("path").textContent = href;
  });
</script>`;

const PAGE = `<!doctype html><html><head><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="https://cdn.shopify.com/static/fonts/inter/v4/styles.css">
${APP_BRIDGE}
<style>body { margin: 0; padding: 20px; background: #f1f1f1; font: 450 13px/20px Inter, system-ui, sans-serif; }
.card { max-width: 900px; margin: 0 auto 16px; padding: 16px; border-radius: 12px; background: #fff; box-shadow: 0 0 0 1px rgb(0 0 0 / 0.06); }</style>
</head><body>${ROUTER}
<ui-nav-menu><a href="/app" rel="home">Home</a><a href="/app/orders">Orders</a><a href="/app/settings">Settings</a></ui-nav-menu>
<ui-title-bar title="Overview"><button variant="primary" onclick="document.title = 'checked'">Send a check</button></ui-title-bar>
<ui-save-bar id="bar"><button variant="primary" id="save" onclick="shopify.saveBar.hide('bar'); document.title = 'saved'">Save</button>
<button id="discard" onclick="shopify.saveBar.hide('bar')">Discard</button></ui-save-bar>
<ui-modal id="modal"><p>Nothing is sent while paused.</p>
<ui-title-bar title="Pause Countersign?"><button variant="primary" onclick="document.title = 'paused'">Pause</button><button>Cancel</button></ui-title-bar></ui-modal>
<div class="card"><h2>Orders signed twice</h2><p id="path">/app</p><p><a id="order" href="shopify://admin/orders">All orders</a></p></div>
<form data-save-bar class="card" onsubmit="event.preventDefault(); document.title = 'sent'"><input name="pixel" aria-label="Pixel" value="1"></form>
</body></html>`;

const BOUNCE = `${APP_BRIDGE}`;

/** Answers as the app would: documents, the bounce page, an API that rejects its first token. */
export function framedApp(): AppAnswer {
  let rejections = 1;
  return (request, response) => {
    const url = new URL(request.url, "http://app.invalid");
    response.setHeader("content-type", "text/html; charset=utf-8");
    if (url.pathname === "/bouncing" && !url.searchParams.has("kept")) {
      const target = new URLSearchParams({
        "shopify-reload": `http://${request.headers.host}/bouncing?kept=1`,
      });
      response.writeHead(302, { location: `/auth/session-token?${target}` }).end();
    } else if (url.pathname === "/auth/session-token") {
      response.end(BOUNCE);
    } else if (url.pathname === "/api/echo" && rejections > 0) {
      rejections -= 1;
      response.writeHead(401, { "X-Shopify-Retry-Invalid-Session-Request": "1" }).end();
    } else if (url.pathname === "/api/echo") {
      response.end(request.body);
    } else {
      response.setHeader(
        "content-security-policy",
        `frame-ancestors https://${url.searchParams.get("shop")} https://admin.shopify.com;`,
      );
      response.end(PAGE);
    }
  };
}
